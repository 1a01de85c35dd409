"""A tiny model and a few scenes, made here, that the tests share."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from align import COLUMNS, ROWS
from data import Shards
from network import SIZES, Network
from packing import Vocabulary, vocabulary_of
from tokenizer import TEMPLATE_TEXT, train

QUESTIONS = ("How many red circles are there?", "What does the blue text say?", "Is the circle left of the square?")
STEPS = ("red circle: row 3", "wait, red circle: row 4", "check, 3+4=7")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    places = " ".join(("", *ROWS, *COLUMNS))
    return vocabulary_of(train([TEMPLATE_TEXT * 3, places * 3, "\n\n".join(STEPS * 3), *QUESTIONS * 3]))


@pytest.fixture(scope="session")
def network(vocabulary: Vocabulary) -> Network:
    """Random weights, biases included."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network = Network(SIZES["tiny"], vocabulary.tokenizer.get_vocab_size())
    for layer in network.layers:
        for linear in (layer.query, layer.key, layer.value):
            torch.nn.init.normal_(linear.bias, std=0.3)
    return network


@pytest.fixture(scope="session")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    """Two shards of seven scenes with coloured blocks; the second step of each solution corrects the first."""
    folder = tmp_path_factory.mktemp("data")
    random = np.random.default_rng(0)
    for name in ("shard-0000", "shard-0001"):
        blocks = random.integers(0, 256, (7, 8, 8, 3), dtype=np.uint8)
        (folder / f"{name}.rgb").write_bytes(blocks.repeat(8, 1).repeat(8, 2).tobytes())
        lines = []
        for scene in range(7):
            steps = [{"text": text, "slip": number == 0} for number, text in enumerate(STEPS)]
            questions = [
                {"kind": f"kind-{number}", "prompt": prompt, "target": str(number), "steps": steps}
                for number, prompt in enumerate(QUESTIONS)
            ]
            objects = [{"cell": 9, "name": "circle", "colour": "red"}, {"cell": 20, "name": "7", "value": 4}]
            lines.append({"suite": "spatial", "id": f"{name}-{scene}", "objects": objects, "questions": questions})
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    index = {"version": 1, "shards": [{"name": name, "count": 7} for name in ("shard-0000", "shard-0001")]}
    Path(folder / "index.json").write_text(json.dumps(index))
    return Shards(folder)
