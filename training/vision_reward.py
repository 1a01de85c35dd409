"""VisionThink's reward (Yang et al., arXiv 2507.13348), form and penalty as in its published code.

R = accuracy + format / 2 − penalty. packages/core/src/vision-think/reward.ts is the same in TypeScript; both are held
to its reward-cases.json.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

THETA = 0.2
PENALTY = 0.1


@dataclass(frozen=True)
class Form:
    """Whether a conversation is well formed (1 or 0), and how many of its turns call the tool."""

    format: int
    calls: int


@dataclass(frozen=True)
class RightAnswers:
    """Of the answers sampled for one question: how many were right without a call, and how many with one."""

    direct: int
    high: int


Penalty = Callable[[bool, RightAnswers], float]


def form_of(turns: Sequence[str]) -> Form:
    """What the model wrote, turn by turn, without end tokens: asks in each turn but the last, answers in the last.

    Counts calls up to the first turn that is ill formed.
    """
    if len(turns) == 1:
        turn = turns[0].strip()
        return Form(int(is_answer(turn)), int(calls(turn)))
    asking = [turn.strip() for turn in turns[:-1]]
    broken = next((at for at, turn in enumerate(asking) if not is_call(turn)), None)
    counted = asking if broken is None else asking[: broken + 1]
    return Form(int(broken is None and is_answer(turns[-1])), sum(map(calls, counted)))


def calls(turn: str) -> bool:
    """Whether there is a call in it, however ill formed."""
    return re.search(r"<tool_call>.*?</tool_call>", turn, re.DOTALL) is not None


def once_paired(turn: str, tag: str) -> bool:
    return turn.count(f"<{tag}>") == 1 and turn.count(f"</{tag}>") == 1


def is_answer(turn: str) -> bool:
    return (
        re.fullmatch(r"<think>.*</think>.*<answer>.*</answer>\n?", turn, re.DOTALL) is not None
        and once_paired(turn, "think")
        and once_paired(turn, "answer")
        and re.search("</?tool_call>", turn) is None
    )


def is_call(turn: str) -> bool:
    return (
        re.fullmatch(r"<think>.*</think>.*<tool_call>.*</tool_call>", turn, re.DOTALL) is not None
        and once_paired(turn, "think")
        # One of the two tags once is enough for the published code.
        and (turn.count("<tool_call>") == 1 or turn.count("</tool_call>") == 1)
        and re.search("</?answer>", turn) is None
    )


def paper_penalty(called: bool, right: RightAnswers, theta: float = THETA) -> float:
    """What a right answer loses by Eq. 5: calls cost once enough direct answers are right, else guesses do.

    P = 0.1 · (1_direct · [r < θ] + 1_high · [r ≥ θ]) with r = C_direct / (C_direct + C_high).
    """
    r = right.direct / (right.direct + right.high)
    return PENALTY if (r >= theta if called else r < theta) else 0.0


def code_penalty(called: bool, right: RightAnswers, theta: float = THETA) -> float:
    """What it loses in the published code: with a call always, a direct one where 0 < r < θ.

    r = C_direct / (C + 0.0001). Below θ neither is preferred.
    """
    r = right.direct / (right.direct + right.high + 1e-4)
    return PENALTY if called or 0 < r < theta else 0.0


PENALTIES: dict[str, Penalty] = {"code": code_penalty, "paper": paper_penalty}


def reward_of(right: bool, form: Form, penalty: float) -> float:
    """R = accuracy + format / 2 − penalty; a wrong answer has no accuracy to lose and is not penalised."""
    return (1 - penalty if right else 0.0) + form.format / 2


def group_rewards(conversations: Sequence[Sequence[str]], right: Sequence[bool], penalty_of: Penalty) -> list[float]:
    """The rewards of all conversations sampled for one question; `right`: whether each ended in the right answer."""
    forms = [form_of(turns) for turns in conversations]
    called = [form.calls > 0 for form in forms]
    high = sum(is_right and by_call for is_right, by_call in zip(right, called, strict=True))
    answers = RightAnswers(sum(right) - high, high)
    return [
        reward_of(is_right, form, penalty_of(by_call, answers) if is_right else 0.0)
        for is_right, form, by_call in zip(right, forms, called, strict=True)
    ]
