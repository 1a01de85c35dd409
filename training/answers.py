"""What a rollout has to teach, and how likely a network finds what was written: nothing but answers counts."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from dialogue import Turn
from grpo import group_advantages
from network import Network, packed_mask
from packing import Batch
from pictures import features_of
from rollout import Rollout
from vocabulary import Vocabulary

PROMPTS_AT_ONCE = 8  # prompts, with all their answers, in one backward pass


def answers_batch(vocabulary: Vocabulary, turns: list[Turn]) -> Batch:
    """Each prompt as the shared prefix of its answers; labels are the answers' tokens, one after the other."""
    rows: list[list[tuple[int, int, int]]] = []  # id, segment, position
    predicting: list[tuple[int, int]] = []  # row, column
    for row, turn in enumerate(turns):
        start = len(turn.prompt.ids)
        cells = [(token, 0, at) for at, token in enumerate(turn.prompt.ids)]
        for number, answer in enumerate(turn.answers):
            predicting += [(row, start - 1), *((row, len(cells) + at) for at in range(len(answer) - 1))]
            cells += [(token, number + 1, start + at) for at, token in enumerate(answer)]
        rows.append(cells)
    longest = max(map(len, rows))
    padded = np.array([cells + [(vocabulary.pad, -1, 0)] * (longest - len(cells)) for cells in rows])
    ids, segments, positions = (torch.from_numpy(padded[..., part]) for part in range(3))
    flat = torch.tensor([row * longest + column for row, column in predicting])
    labels = torch.tensor([token for turn in turns for answer in turn.answers for token in answer])
    pictures = tuple(picture for turn in turns for picture in turn.prompt.pictures)
    return Batch(pictures, ids, segments, positions, flat, labels)


@dataclass(frozen=True)
class Piece:
    """Some turns of a rollout that have something to teach, with the advantage of every answer token (N,)."""

    batch: Batch
    advantages: Tensor


def read_and_written(turn: Turn) -> int:
    """Tokens of a turn with all its answers."""
    return len(turn.prompt.ids) + sum(map(len, turn.answers))


def pieces_of(vocabulary: Vocabulary, rollout: Rollout) -> list[Piece]:
    """Leaves out groups that agree. A sample's advantage is that of every token it wrote, whichever the turn."""
    advantages = group_advantages(rollout.rewards).flatten()
    teaching = [turn for turn in rollout.turns if advantages[turn.samples].abs().sum() > 0]
    teaching.sort(key=read_and_written)  # for little padding
    pieces = []
    for start in range(0, len(teaching), PROMPTS_AT_ONCE):
        turns = teaching[start : start + PROMPTS_AT_ONCE]
        lengths = torch.tensor([len(answer) for turn in turns for answer in turn.answers])
        samples = [sample for turn in turns for sample in turn.samples]
        pieces.append(Piece(answers_batch(vocabulary, turns), advantages[samples].repeat_interleave(lengths)))
    return pieces


def log_probabilities(network: Network, batch: Batch) -> Tensor:
    """Of every label (N,)."""
    with torch.autocast("cpu", torch.bfloat16):
        x = network.embed(batch.ids, features_of(network, batch.pictures))
        hidden = network.hidden(x, batch.positions, packed_mask(batch.segments), batch.predicting)
        logits = network.logits(hidden).float()
    return torch.log_softmax(logits, -1).gather(-1, batch.labels[:, None])[:, 0]
