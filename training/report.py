"""What the log of reinforcement fine-tuning says about a rollout."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from torch import Tensor

from dialogue import said_in, text_of
from grpo import AGREED
from rollout import Rollout
from vision_reward import calls
from vocabulary import Vocabulary


def told_of(vocabulary: Vocabulary, rollout: Rollout) -> dict[str, object]:
    """Rewards of ordinary prompts and of first looks, what shares of groups can teach, and how it was written."""
    said = said_in(rollout.turns)
    last = [answers[-1] for answers in said]
    texts = [text_of(vocabulary, answer) for answer in last]
    return {
        "plain": of_manner(rollout, False),
        "looks": of_manner(rollout, True),
        "calls": calls_by_kind(vocabulary, rollout, said),
        "worked": share([vocabulary.think in answer for answer in last]),
        "tokens": round(float(np.mean([len(answer) for answer in last])), 1),
        **{word: share([word in text for text in texts]) for word in ("wait", "check")},
    }


def of_manner(rollout: Rollout, look: bool) -> dict[str, float]:
    """Reward, share right and share of groups that agree, among first looks or among the other tasks."""
    rows = [row for row, task in enumerate(rollout.tasks) if task.look == look]
    if not rows:
        return {}
    rewards = rollout.rewards[rows]
    return {
        "reward": round(float(rewards.mean()), 4),
        "right": share(rollout.right[rows]),
        "agreed": share(rewards.std(1, correction=0) <= AGREED),
    }


def calls_by_kind(vocabulary: Vocabulary, rollout: Rollout, said: list[list[list[int]]]) -> dict[str, float]:
    """How often the full picture was asked for at first looks, by kind of the suite `detail` and elsewhere."""
    group = rollout.rewards.shape[1]
    called: dict[str, list[bool]] = defaultdict(list)
    for sample, answers in enumerate(said):
        task = rollout.tasks[sample // group]
        if task.look:
            kind = task.question.kind if task.scene.suite == "detail" else "others"
            called[kind].append(calls(text_of(vocabulary, answers[0])))
    return {kind: share(flags) for kind, flags in sorted(called.items())}


def share(flags: Sequence[bool] | Tensor) -> float:
    return round(float(np.mean(np.asarray(flags, dtype=float))), 3)
