"""Packs several answers behind one shared prefix, as token ids with a mask of what is learned."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from conversation import Conversation
from data import Question
from vocabulary import Vocabulary

TEXT_BUDGET = 288  # text tokens packed behind one prefix, unless the first part alone is longer


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
    """A prefix and what follows: ids with segment 1, 2, …, position from the prefix's end on, learned or not."""

    prefix: Conversation
    ids: list[int]
    segments: list[int]
    offsets: list[int]
    learned: list[bool]


def fill(prefix: Conversation, parts: Iterable[tuple[tuple[int, ...], Written]]) -> Packed:
    """As many parts as TEXT_BUDGET holds, none twice: what is read first (at least one token) and the answer."""
    packed = Packed(prefix, [], [], [], [])
    used: set[tuple[int, ...]] = set()
    for read, answer in parts:
        ids = (*read, *answer.ids)
        full = packed.ids and len(packed.ids) + len(ids) > TEXT_BUDGET
        if full or ids in used:
            continue
        used.add(ids)
        packed.ids.extend(ids)
        packed.segments.extend([len(used)] * len(ids))
        packed.offsets.extend(range(len(ids)))
        packed.learned.extend([False] * len(read) + list(answer.learned))
    return packed


@dataclass(frozen=True)
class Batch:
    """Pictures in the order of their image tokens, ids, segments and positions (B, S), and flat positions that
    predict labels.
    """

    pictures: tuple[np.ndarray, ...]
    ids: Tensor
    segments: Tensor
    positions: Tensor
    predicting: Tensor
    labels: Tensor


def batch_of(vocabulary: Vocabulary, rows: list[Packed]) -> Batch:
    """Prefix, segment 0, then the rest, padded on the right; padding is a segment nobody else sees."""
    shape = len(rows), max(len(row.prefix.ids) + len(row.ids) for row in rows)
    ids, segments = np.full(shape, vocabulary.pad, np.int64), np.full(shape, -1, np.int64)
    positions, learned = np.zeros(shape, np.int64), np.zeros(shape, bool)
    for number, row in enumerate(rows):
        start = len(row.prefix.ids)
        end = start + len(row.ids)
        ids[number, :start], segments[number, :start], positions[number, :start] = row.prefix.ids, 0, np.arange(start)
        ids[number, start:end], segments[number, start:end] = row.ids, row.segments
        positions[number, start:end] = np.array(row.offsets) + start
        learned[number, start:end] = row.learned
    at = np.flatnonzero(learned)
    tensors = map(torch.from_numpy, (ids, segments, positions, at - 1, ids.reshape(-1)[at]))
    return Batch(tuple(picture for row in rows for picture in row.prefix.pictures), *tensors)
