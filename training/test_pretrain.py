"""Pre-training goes on after an interruption as if there had been none."""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import torch

from data import Shards
from muon import orthogonalised
from pretrain import Run, learn, open_run, packed_batches, save_run, share_of_rate
from tower import Reader
from vocabulary import Vocabulary


@pytest.fixture
def options(vocabulary: Vocabulary, shards: Shards, tmp_path: Path) -> Iterator[argparse.Namespace]:
    torch.manual_seed(0)
    torch.save({"tower": Reader(2, 1).tower.state_dict()}, tmp_path / "tower.pt")
    rates = {"muon_rate": 0.013, "adam_rate": 2e-3, "embedding_rate": 4e-3, "hold": 0.5, "ramp": 100}
    mix = {"worked": 0.3, "warm_images": 8, "warm_kinds": ["kind-1"], "warm_worked": 0.9}
    mix |= {"first_looks": 0.3, "second_looks": 0.3, "detail": 0.5}
    where = {"data": shards.folder, "work": tmp_path, "start": None}
    yield argparse.Namespace(name="run", size="tiny", images=40, batch=4, seed=0, **rates, **mix, **where)


def go_on(run: Run, vocabulary: Vocabulary, options: argparse.Namespace, steps: int) -> list[float]:
    batches = packed_batches(options, vocabulary, run.seen)
    return [learn(run, batch, options)["loss"] for batch in islice(batches, steps)]


def test_a_resumed_run_learns_what_an_uninterrupted_one_does(
    vocabulary: Vocabulary, options: argparse.Namespace
) -> None:
    whole = go_on(open_run(options, vocabulary.tokenizer), vocabulary, options, 8)
    run = open_run(options, vocabulary.tokenizer)
    first = go_on(run, vocabulary, options, 5)
    save_run(run, options)
    assert first + go_on(open_run(options, vocabulary.tokenizer), vocabulary, options, 3) == pytest.approx(whole)


def test_the_loss_falls(vocabulary: Vocabulary, options: argparse.Namespace) -> None:
    options.images = 4000
    losses = go_on(open_run(options, vocabulary.tokenizer), vocabulary, options, 40)
    assert sum(losses[-5:]) < 0.7 * sum(losses[:5])


def test_the_rate_ramps_up_holds_and_falls() -> None:
    options = argparse.Namespace(images=100_000, ramp=3000, hold=0.5)
    assert share_of_rate(0, options) < 0.01
    assert share_of_rate(40_000, options) == 1
    assert share_of_rate(100_000, options) == pytest.approx(0.02)


def test_orthogonalised_matrices_have_singular_values_near_one() -> None:
    torch.manual_seed(0)
    for shape in ((2, 16, 64), (2, 64, 16)):
        values = torch.linalg.svdvals(orthogonalised(torch.randn(shape)).float())
        assert values.min() > 0.6 and values.max() < 1.3
