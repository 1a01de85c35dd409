"""Reads what `pnpm bench export` writes: pictures as raw bytes, one JSON line a scene."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

SIDE = 64


@dataclass(frozen=True)
class Question:
    """One question about a picture; `slips` are the steps with a deliberate error.

    `needs_full`: the picture at half its side is too small for it.
    """

    kind: str
    prompt: str
    target: str
    steps: tuple[str, ...]
    slips: tuple[bool, ...]
    needs_full: bool


@dataclass(frozen=True)
class Scene:
    """A picture (64, 64, 3) with what is in it, one object a cell, and what can be asked about it."""

    suite: str
    pixels: np.ndarray
    objects: tuple[dict, ...]
    questions: tuple[Question, ...]


def question_of(record: dict) -> Question:
    steps = record["steps"]
    texts, slips = tuple(step["text"] for step in steps), tuple(bool(step["slip"]) for step in steps)
    return Question(record["kind"], record["prompt"], record["target"], texts, slips, record["needsFull"])


@dataclass(frozen=True)
class Shards:
    """A folder of exported shards; `read` loads one, the pictures stay on disk until they are used."""

    folder: Path

    def index(self) -> dict:
        path = self.folder / "index.json"
        if not path.exists():
            raise FileNotFoundError(f"{path}: expected the folder of a finished `pnpm bench export`")
        return json.loads(path.read_text())

    def read(self, name: str) -> list[Scene]:
        records = [json.loads(line) for line in (self.folder / f"{name}.jsonl").read_text().splitlines()]
        pixels = np.memmap(self.folder / f"{name}.rgb", np.uint8, "r").reshape(-1, SIDE, SIDE, 3)
        if len(pixels) != len(records):
            raise ValueError(f"{self.folder / name}: {len(pixels)} pictures for {len(records)} scenes")
        return [
            Scene(record["suite"], picture, tuple(record["objects"]), tuple(map(question_of, record["questions"])))
            for record, picture in zip(records, pixels, strict=True)
        ]

    def scenes(self, limit: int) -> list[Scene]:
        """The first `limit` scenes in the folder's order."""
        found: list[Scene] = []
        for shard in self.index()["shards"]:
            if len(found) >= limit:
                break
            found += self.read(shard["name"])
        return found[:limit]

    def shuffled(self, seed: int, start: int = 0) -> Iterator[Scene]:
        """Every scene again and again, each pass in another order of its own, from the `start`-th scene on."""
        shards = self.index()["shards"]
        total = sum(shard["count"] for shard in shards)
        turn, skip = divmod(start, total)
        while True:
            for number in np.random.default_rng((seed, turn)).permutation(len(shards)):
                if skip >= shards[number]["count"]:
                    skip -= shards[number]["count"]
                    continue
                scenes = self.read(shards[number]["name"])
                order = np.random.default_rng((seed, turn, int(number))).permutation(len(scenes))
                yield from (scenes[position] for position in order[skip:])
                skip = 0
            turn += 1


def worked_answer(question: Question) -> str:
    """The solution in steps, then the answer."""
    steps = "\n\n".join(question.steps)
    return f"<think>{steps}</think>{direct_answer(question)}"


def direct_answer(question: Question) -> str:
    """The answer alone."""
    return f"<answer>{question.target}</answer>"


def one_question_each(scenes: list[Scene], seed: int) -> list[tuple[Scene, Question]]:
    """One question of every scene, kinds of a scene equally likely: how the suites ask."""
    random = np.random.default_rng(seed)
    chosen = []
    for scene in scenes:
        kind = random.choice(sorted({question.kind for question in scene.questions}))
        options = [question for question in scene.questions if question.kind == kind]
        chosen.append((scene, options[random.integers(len(options))]))
    return chosen


def pixels_of(scenes: list[Scene]) -> Tensor:
    """Bytes (B, 64, 64, 3)."""
    return torch.from_numpy(np.stack([scene.pixels for scene in scenes]))
