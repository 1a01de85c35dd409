"""Asks, lets those that ask back look again, and keeps what was read and written."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversation import Conversation, first_look, plain, second_look
from data import Question, Scene
from network import Network
from sampler import Writing, write
from vocabulary import Vocabulary


@dataclass(frozen=True)
class Task:
    """A question; with `look`, the picture is shown at half its size first, and a tool is offered for the full one."""

    scene: Scene
    question: Question
    look: bool


@dataclass(frozen=True)
class Turn:
    """A prompt and what was written after it: ids up to the end of turn, each by the sample of that number."""

    prompt: Conversation
    answers: list[list[int]]
    samples: list[int]


def text_of(vocabulary: Vocabulary, answer: Sequence[int]) -> str:
    """As it was written, without its end of turn."""
    written = answer[:-1] if answer[-1] == vocabulary.end else answer
    return vocabulary.tokenizer.decode(list(written), skip_special_tokens=False)


def asks(turn: str) -> bool:
    """Whether it calls for the full picture, once, as VisionThink's published code reads it."""
    found = re.findall(r"<tool_call>(.*?)</tool_call>", turn, re.DOTALL)
    try:
        actions = [json.loads(text)["arguments"]["action"] for call in found for text in re.findall(r"\{.*?\}\}", call)]
    except (json.JSONDecodeError, KeyError, TypeError):
        return False
    return actions == ["resize"]


def converse(
    network: Network, vocabulary: Vocabulary, tasks: Sequence[Task], group: int, writing: Writing
) -> list[Turn]:
    """All first turns, in the order of the tasks, then the second ones. Sample p · group + g is the g-th of task p."""
    prompts = [
        (first_look if task.look else plain)(vocabulary, task.scene.pixels, task.question.prompt) for task in tasks
    ]
    answers = write(network, vocabulary, prompts, writing, [group] * len(tasks))
    first = []
    for row, prompt in enumerate(prompts):
        samples = list(range(row * group, (row + 1) * group))
        first.append(Turn(prompt, [answers[sample] for sample in samples], samples))
    second = second_turns(vocabulary, tasks, first)
    if not second:
        return first
    samples = [len(turn.samples) for turn in second]
    following = iter(write(network, vocabulary, [turn.prompt for turn in second], writing, samples))
    return [*first, *(replace(turn, answers=[next(following) for _ in turn.samples]) for turn in second)]


def second_turns(vocabulary: Vocabulary, tasks: Sequence[Task], turns: Sequence[Turn]) -> list[Turn]:
    """What those that asked read next, nothing written yet; samples that asked in the same words share it."""
    second = []
    for task, turn in zip(tasks, turns, strict=True):
        alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for sample, answer in zip(turn.samples, turn.answers, strict=True):
            if task.look and answer[-1] == vocabulary.end and asks(text_of(vocabulary, answer)):
                alike[tuple(answer)].append(sample)
        second += [
            Turn(second_look(vocabulary, turn.prompt, said, task.scene.pixels), [], samples)
            for said, samples in alike.items()
        ]
    return second


def said_in(turns: Sequence[Turn]) -> list[list[list[int]]]:
    """By sample, its answers turn by turn."""
    said: dict[int, list[list[int]]] = defaultdict(list)
    for turn in turns:
        for sample, answer in zip(turn.samples, turn.answers, strict=True):
            said[sample].append(answer)
    return [said[sample] for sample in sorted(said)]
