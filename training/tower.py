"""Dense pre-training of the vision tower: every patch tells what it shows. Saves work/tower.pt."""

import argparse
import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from checkpoint import save
from data import Scene, Shards, pixels_of
from muon import optimisers_of, step_both
from network import GRID, TOWER_WIDTH, Tower
from pictures import halved, jittered, normalise

UNKNOWN = -100  # the label that cross entropy skips
BACKGROUND_WEIGHT = 0.1
INDICATOR_WEIGHT = 2.0
HALF_SHARE = 0.3  # of batches, at half the size
VALUES = 10


@dataclass(frozen=True)
class Labels:
    """Class 0 is background; colours and values are UNKNOWN where a patch has none. Each (B, 64)."""

    names: Tensor
    colours: Tensor
    values: Tensor


class Reader(nn.Module):
    """A tower with one linear head for each thing a patch can tell, and one for all as indicators (1 or 0).

    The indicators are learned by least squares: what a projector is to add up must be linear in the features.
    """

    def __init__(self, names: int, colours: int):
        super().__init__()
        self.tower = Tower()
        self.name_head = nn.Linear(TOWER_WIDTH, names + 1)
        self.colour_head = nn.Linear(TOWER_WIDTH, colours)
        self.value_head = nn.Linear(TOWER_WIDTH, VALUES)
        self.indicators = nn.Linear(TOWER_WIDTH, names + 1 + colours + VALUES)


def vocabulary_of_objects(scenes: list[Scene]) -> tuple[list[str], list[str]]:
    """All names and all colours, sorted."""
    objects = [thing for scene in scenes for thing in scene.objects]
    colours = {thing["colour"] for thing in objects if thing.get("colour") is not None}
    return sorted({thing["name"] for thing in objects}), sorted(colours)


def labels_of(scenes: list[Scene], names: list[str], colours: list[str]) -> Labels:
    """One row of labels a scene."""
    tables = np.full((3, len(scenes), GRID * GRID), UNKNOWN, np.int64)
    tables[0] = 0
    for row, scene in enumerate(scenes):
        for thing in scene.objects:
            cell = thing["cell"]
            tables[0, row, cell] = 1 + names.index(thing["name"])
            if thing.get("colour") is not None:
                tables[1, row, cell] = colours.index(thing["colour"])
            if thing.get("value") is not None:
                tables[2, row, cell] = thing["value"]
    return Labels(*map(torch.from_numpy, tables))


def halved_labels(labels: Labels) -> Labels:
    """Labels of the 4 × 4 patches of a picture at half the size; patches with several objects are UNKNOWN."""

    def blocks(table: Tensor) -> Tensor:  # (B, 64) → (B, 16, 4)
        return table.view(-1, 4, 2, 4, 2).transpose(2, 3).reshape(-1, 16, 4)

    names = blocks(labels.names)
    several = (names > 0).sum(-1) > 1
    which = names.argmax(-1, keepdim=True)
    picked = (blocks(t).gather(-1, which)[..., 0] for t in (labels.names, labels.colours, labels.values))
    return Labels(*(table.masked_fill(several, UNKNOWN) for table in picked))


def loss_of(reader: Reader, pixels: Tensor, labels: Labels) -> Tensor:
    """Names everywhere, colours and values where there are some."""
    features = reader.tower(pixels).flatten(0, 1)
    weight = torch.ones(reader.name_head.out_features)
    weight[0] = BACKGROUND_WEIGHT
    loss = F.cross_entropy(reader.name_head(features), labels.names.flatten(), weight)
    for head, table in ((reader.colour_head, labels.colours), (reader.value_head, labels.values)):
        total = F.cross_entropy(head(features), table.flatten(), reduction="sum")
        loss = loss + 0.5 * total / (table != UNKNOWN).sum().clamp(min=1)
    return loss + INDICATOR_WEIGHT * indicator_loss(reader, features, labels)


def indicator_loss(reader: Reader, features: Tensor, labels: Labels) -> Tensor:
    """Squared error of names, colours and values as ones and zeros, over patches whose name is known."""
    heads = (reader.name_head, reader.colour_head, reader.value_head)
    tables = (labels.names, labels.colours, labels.values)
    wanted = [one_hot(table.flatten(), head.out_features) for head, table in zip(heads, tables, strict=True)]
    apart = (reader.indicators(features) - torch.cat(wanted, -1)).square().sum(-1)
    names = labels.names.flatten()
    weight = torch.where(names > 0, 1.0, BACKGROUND_WEIGHT) * (names != UNKNOWN)
    return (apart * weight).sum() / weight.sum()


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """(N,) → (N, classes); all zero where UNKNOWN."""
    return F.one_hot(labels.clamp(min=0), classes).float() * (labels != UNKNOWN)[:, None]


@torch.no_grad()
def accuracy(reader: Reader, pixels: Tensor, labels: Labels) -> dict[str, float]:
    """Shares of patches read right: names of objects, background, colours, values."""
    features = reader.tower(pixels)
    names = reader.name_head(features).argmax(-1)
    found, empty = labels.names > 0, labels.names == 0
    shares = {"names": (names == labels.names)[found], "background": (names == 0)[empty]}
    for what, head, table in (
        ("colours", reader.colour_head, labels.colours),
        ("values", reader.value_head, labels.values),
    ):
        known = table != UNKNOWN
        shares[what] = (head(features).argmax(-1) == table)[known]
    return {what: round(float(right.float().mean()), 4) for what, right in shares.items()}


def at_half(pixels: Tensor) -> Tensor:
    """Bytes (B, 64, 64, 3) → (B, 32, 32, 3)."""
    return torch.from_numpy(halved(pixels.numpy()))


def batches(scenes: Iterator[Scene], size: int) -> Iterator[list[Scene]]:
    """Groups a stream."""
    while True:
        yield [next(scenes) for _ in range(size)]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("data/train"))
    arguments.add_argument("--validation", type=Path, default=Path("data/validation"))
    arguments.add_argument("--out", type=Path, default=Path("work/tower.pt"))
    arguments.add_argument("--images", type=int, default=300_000)
    arguments.add_argument("--seed", type=int, default=0)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    shards = Shards(options.data)
    names, colours = vocabulary_of_objects(shards.scenes(4096))
    held_out = Shards(options.validation).scenes(600)
    held_out_labels, held_out_pixels = labels_of(held_out, names, colours), pixels_of(held_out)
    reader = Reader(len(names), len(colours))
    optimisers = optimisers_of(reader, muon_rate=0.02, adam_rate=3e-3, embedding_rate=3e-3)
    size, started = 32, time.time()
    steps = options.images // size
    for number, scenes in zip(range(steps), batches(shards.shuffled(options.seed), size), strict=False):
        labels, pixels = labels_of(scenes, names, colours), pixels_of(scenes)
        if number % 10 < 10 * HALF_SHARE:
            labels, pixels = halved_labels(labels), at_half(pixels)
        loss = loss_of(reader, jittered(normalise(pixels)), labels)
        loss.backward()
        done = number / steps
        cosine = 1.0 if done < 0.4 else 0.02 + 0.49 * (1 + math.cos(math.pi * (done - 0.4) / 0.6))
        step_both(optimisers, reader, min(1.0, (number + 1) / 50) * cosine)
        if number % 100 == 99 or number == steps - 1:
            record = {"images": (number + 1) * size, "loss": round(loss.item(), 4)}
            record["seconds"] = round(time.time() - started, 1)
            full = accuracy(reader, normalise(held_out_pixels), held_out_labels)
            half = accuracy(reader, normalise(at_half(held_out_pixels)), halved_labels(held_out_labels))
            print(json.dumps({**record, "full": full, "half": half}), flush=True)
    save(options.out, {"tower": reader.tower.state_dict(), "names": names, "colours": colours, "accuracy": full})


if __name__ == "__main__":
    main()
