"""ONNX Runtime computes what PyTorch does, and the folder says what it must."""

import base64
import json
from pathlib import Path

import numpy as np
import torch

from card import write_card
from data import Shards
from export import ERROR_LIMIT, export
from golden import golden_cases
from network import Network, pooled
from packing import Vocabulary
from tokenizer import chat_prompt


def test_the_exported_folder_agrees_with_the_network(
    network: Network, vocabulary: Vocabulary, shards: Shards, tmp_path: Path
) -> None:
    cases = golden_cases(shards)
    assert export(tmp_path, network, vocabulary.tokenizer, cases) < ERROR_LIMIT
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["text_config"]["vocab_size"] == vocabulary.tokenizer.get_vocab_size()
    assert config["image_token_index"] == vocabulary.image

    golden = json.loads((tmp_path / "golden.json").read_text())
    assert len(golden["cases"]) == len(cases)
    for case, record in zip(cases, golden["cases"], strict=True):
        patches = 0 if case.image is None else case.image.shape[0] // 8 * (case.image.shape[1] // 8)
        assert record["input_ids"] == vocabulary.tokenizer.encode(chat_prompt(case.prompt, patches)).ids
        rows = np.frombuffer(base64.b64decode(record["logits"]["data"]), "<f4")
        assert len(rows) == record["logits"]["rows"] * record["logits"]["vocab"]
        assert record["logits"]["rows"] == len(record["answer"]) + 1
    assert [case["image"] is None for case in golden["cases"]].count(True) == 1


def test_the_card_tells_the_record(network: Network, tmp_path: Path) -> None:
    found = {"all": 0.5, "math": 0.25, "spatial": 0.5, "ocr": 0.75, "math/area": 0.125, "worked": 0.3, "tokens": 9.0}
    data = {"scores": {"free": found, "direct": found}, "count": 900, "suiteVersions": {"math": 1}}
    rft = {"steps": 160, "prompts": 32, "group": 8, "looks_share": 0.33, "penalty": "code"}
    record = {"size": "tiny", "images": 90_000, "minutes": 12.3, "worked": 0.3, "rft": rft}
    write_card(tmp_path, network, record, data)
    card = (tmp_path / "README.md").read_text()
    for told in (
        "90,000 drawings",
        "160 steps of GRPO",
        "| math/area | 12.5 | 12.5 |",
        "30% of the answers",
        "math v1",
    ):
        assert told in card


def test_half_size_positions_are_means_of_two_by_two(network: Network) -> None:
    table = network.image_positions.detach()
    assert torch.allclose(pooled(table, 4, 4), torch.nn.functional.avg_pool2d(table, 2), atol=1e-6)
    assert torch.equal(pooled(table, 8, 8), table)
