"""How likely a network finds what was written: all turns in one forward, nothing but answers in the result."""

import numpy as np
import torch
from torch import Tensor

from dialogue import Turn
from network import Network, packed_mask
from packing import Batch
from pictures import features_of
from vocabulary import Vocabulary


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


def log_probabilities(network: Network, batch: Batch) -> Tensor:
    """Of every label (N,)."""
    with torch.autocast("cpu", torch.bfloat16):
        x = network.embed(batch.ids, features_of(network, batch.pictures))
        hidden = network.hidden(x, batch.positions, packed_mask(batch.segments), batch.predicting)
        logits = network.logits(hidden).float()
    return torch.log_softmax(logits, -1).gather(-1, batch.labels[:, None])[:, 0]
