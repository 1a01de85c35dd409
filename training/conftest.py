"""A tiny model and a few scenes, made here, that the tests share."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from align import COLUMNS, ROWS
from data import Shards
from network import SIZES, Network
from tokenizer import TEMPLATE_TEXT, train
from vocabulary import TOO_SMALL, Vocabulary, vocabulary_of

QUESTIONS = ("How many red circles are there?", "What does the blue text say?", "Is the circle left of the square?")
PROTOCOL = {
    "system": "You may call a tool:\n<tool_call>\n{}\n</tool_call>",
    "beforeImage": "Think within <think> and </think>. Here is the image:\n",
    "afterImage": "\n",
    "shownBefore": "<tool_response>\nThe resized image:\n",
    "shownAfter": "\n</tool_response>\nGo on.",
    "call": '<tool_call>\n{"name": "resize_image", "arguments": {"action": "resize"}}\n</tool_call>',
}
STEPS = ("red circle: row 3", "wait, red circle: row 4", "check, 3+4=7")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    places = " ".join(("", *ROWS, *COLUMNS))
    texts = [TEMPLATE_TEXT * 3, TOO_SMALL * 3, places * 3, "\n\n".join(STEPS * 3), *QUESTIONS * 3]
    return vocabulary_of(train(texts, PROTOCOL))


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
                {
                    "kind": f"kind-{number}",
                    "prompt": prompt,
                    "target": str(number),
                    "steps": steps,
                    "needsFull": number == 1,
                }
                for number, prompt in enumerate(QUESTIONS)
            ]
            objects = [{"cell": 9, "name": "circle", "colour": "red"}, {"cell": 20, "name": "7", "value": 4}]
            suite = ("spatial", "detail")[scene % 2]
            lines.append({"suite": suite, "id": f"{name}-{scene}", "objects": objects, "questions": questions})
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    names = ("shard-0000", "shard-0001")
    index = {"version": 1, "shards": [{"name": name, "count": 7} for name in names], "protocol": PROTOCOL}
    Path(folder / "index.json").write_text(json.dumps(index))
    return Shards(folder)
