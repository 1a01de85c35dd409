"""Packs several questions about one picture behind the picture, as token ids with a mask of what is learned."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from data import Question, Scene
from pictures import image_tokens

TEXT_BUDGET = 224  # text tokens packed behind one picture, unless the first question alone is longer


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer with the ids that training needs, and a memory of short texts already encoded."""

    tokenizer: Tokenizer
    before_image: tuple[int, ...]
    after_question: tuple[int, ...]
    think: int
    end_think: int
    answer: int
    end_answer: int
    end: int
    pad: int
    image: int
    paragraph: int
    known: dict[str, tuple[int, ...]]

    def encode(self, text: str) -> tuple[int, ...]:
        if text not in self.known:
            self.known[text] = tuple(self.tokenizer.encode(text).ids)
        return self.known[text]


def vocabulary_of(tokenizer: Tokenizer) -> Vocabulary:
    """Looks the special ids up once."""
    names = ("<think>", "</think>", "<answer>", "</answer>", "<|im_end|>", "<|endoftext|>", "<image>", "ĊĊ")
    before = tokenizer.encode("<|im_start|>user\n").ids
    after = tokenizer.encode("<|im_end|>\n<|im_start|>assistant\n").ids
    return Vocabulary(tokenizer, tuple(before), tuple(after), *map(tokenizer.token_to_id, names), {})


@dataclass(frozen=True)
class Written:
    """An answer's ids, and whether each is learned (deliberate errors are not)."""

    ids: tuple[int, ...]
    learned: tuple[bool, ...]


def direct(vocabulary: Vocabulary, question: Question) -> Written:
    """`<answer>…</answer>` and the end of the turn."""
    v = vocabulary
    ids = (v.answer, *v.encode(question.target), v.end_answer, v.end)
    return Written(ids, (True,) * len(ids))


def worked(vocabulary: Vocabulary, question: Question) -> Written:
    """`<think>…</think>` with the steps, then the direct answer."""
    ids, learned = [vocabulary.think], [True]
    for number, (text, slip) in enumerate(zip(question.steps, question.slips, strict=True)):
        step = vocabulary.encode(text)
        gap = (vocabulary.paragraph,) if number else ()
        ids += [*gap, *step]
        learned += [*(True for _ in gap), *(not slip for _ in step)]
    last = direct(vocabulary, question)
    return Written((*ids, vocabulary.end_think, *last.ids), (*learned, True, *last.learned))


@dataclass(frozen=True)
class Packed:
    """One picture and its questions: text ids with segment 1, 2, …, position from the prefix on, learned or not."""

    scene: Scene
    ids: list[int]
    segments: list[int]
    offsets: list[int]
    learned: list[bool]


def pack(
    vocabulary: Vocabulary,
    scene: Scene,
    random: np.random.Generator,
    worked_share: Mapping[str, float],
) -> Packed:
    """Fills TEXT_BUDGET with questions in random order, each worked with the share of its kind, else direct.

    Scenes with few questions have them asked again in the other manner.
    """
    packed = Packed(scene, [], [], [], [])
    used: set[tuple[int, bool]] = set()
    for _ in range(2):
        for number in random.permutation(len(scene.questions)):
            question = scene.questions[number]
            in_steps = bool(random.random() < worked_share[question.kind])
            answer = (worked if in_steps else direct)(vocabulary, question)
            ids = (*vocabulary.encode(question.prompt), *vocabulary.after_question, *answer.ids)
            full = packed.ids and len(packed.ids) + len(ids) > TEXT_BUDGET
            if full or (number, in_steps) in used:
                continue
            used.add((number, in_steps))
            packed.ids.extend(ids)
            packed.segments.extend([len(used)] * len(ids))
            packed.offsets.extend(range(len(ids)))
            packed.learned.extend([False] * (len(ids) - len(answer.ids)) + list(answer.learned))
    return packed


@dataclass(frozen=True)
class Batch:
    """Pictures (B, height, width, 3), ids, segments and positions (B, S), and flat positions that predict labels."""

    pixels: Tensor
    ids: Tensor
    segments: Tensor
    positions: Tensor
    predicting: Tensor
    labels: Tensor
    image_start: int


def batch_of(vocabulary: Vocabulary, rows: list[Packed], pixels: Tensor) -> Batch:
    """Prefix (before the image, image) then text, padded on the right; padding is a segment nobody else sees.

    pixels are those of the rows' scenes, (B, 64, 64, 3) or at half the size.
    """
    prefix = (*vocabulary.before_image, *[vocabulary.image] * image_tokens(pixels))
    start = len(prefix)
    length = start + max(len(row.ids) for row in rows)
    ids = np.full((len(rows), length), vocabulary.pad, np.int64)
    segments = np.full((len(rows), length), -1, np.int64)
    positions = np.zeros((len(rows), length), np.int64)
    learned = np.zeros((len(rows), length), bool)
    ids[:, :start], segments[:, :start], positions[:, :start] = prefix, 0, np.arange(start)
    for number, row in enumerate(rows):
        end = start + len(row.ids)
        ids[number, start:end], segments[number, start:end] = row.ids, row.segments
        positions[number, start:end] = np.array(row.offsets) + start
        learned[number, start:end] = row.learned
    at = np.flatnonzero(learned)
    tensors = map(torch.from_numpy, (ids, segments, positions, at - 1, ids.reshape(-1)[at]))
    return Batch(pixels, *tensors, len(vocabulary.before_image))
