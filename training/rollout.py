"""Samples answers to tasks and rewards them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from data import Question, Scene
from dialogue import Task, Turn, converse, said_in, text_of
from evaluate import is_right
from network import Network
from sampler import Writing
from vision_reward import Penalty, group_rewards
from vocabulary import Vocabulary


@dataclass(frozen=True)
class Rollout:
    """Tasks and all turns of their G samples each; rewards, and whether the last answer is right, (P, G)."""

    tasks: Sequence[Task]
    turns: list[Turn]
    rewards: Tensor
    right: Tensor


def tasks_of(asked: Sequence[tuple[Scene, Question]], looks: int) -> list[Task]:
    """Makes `looks` of the questions first looks: as far as it goes, half of them from the suite `detail`."""
    detail = [number for number, (scene, _) in enumerate(asked) if scene.suite == "detail"][: (looks + 1) // 2]
    others = [number for number, (scene, _) in enumerate(asked) if scene.suite != "detail"]
    chosen = {*detail, *others[: looks - len(detail)]}
    return [Task(scene, question, number in chosen) for number, (scene, question) in enumerate(asked)]


def roll_out(
    network: Network,
    vocabulary: Vocabulary,
    tasks: Sequence[Task],
    group: int,
    writing: Writing,
    penalty_of: Penalty,
) -> Rollout:
    """Samples `group` dialogues a task; one that does not end is wrong."""
    with torch.autocast("cpu", torch.bfloat16):
        turns = converse(network, vocabulary, tasks, group, writing)
    said = said_in(turns)
    targets = [task.question.target for task in tasks for _ in range(group)]
    right = torch.tensor(
        [
            answers[-1][-1] == vocabulary.end and is_right(vocabulary, answers[-1], target)
            for answers, target in zip(said, targets, strict=True)
        ]
    ).view(len(tasks), group)
    rewards = [
        rewards_of(vocabulary, task, said[row * group : (row + 1) * group], right[row], penalty_of)
        for row, task in enumerate(tasks)
    ]
    return Rollout(tasks, turns, torch.stack(rewards), right)


def rewards_of(
    vocabulary: Vocabulary, task: Task, said: Sequence[list[list[int]]], right: Tensor, penalty_of: Penalty
) -> Tensor:
    """Of one task's samples (G,): 1 for a right answer, else 0; after first looks VisionThink's."""
    if not task.look:
        return right.float()
    texts = [[text_of(vocabulary, answer) for answer in answers] for answers in said]
    return torch.tensor(group_rewards(texts, right.tolist(), penalty_of))
