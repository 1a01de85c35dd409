"""ONNX Runtime computes what PyTorch does, and the folder says what it must."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from calibration import calibration_cases
from card import write_card, write_facts
from data import Shards
from export import ERROR_LIMITS, export, fine_tuning_minutes
from formats import GRAPHS, SUFFIXES, graph_path, quantised
from golden import TOLERANCES, golden_cases
from network import Network, pooled
from parity import asked_of, by_pytorch, by_reader, compared, failures
from reader import empty_cache, forward, open_reader
from tokenizer import chat_prompt
from vocabulary import Vocabulary

Folder = tuple[Path, dict[str, float]]


@pytest.fixture(scope="module")
def exported(
    network: Network, vocabulary: Vocabulary, shards: Shards, tmp_path_factory: pytest.TempPathFactory
) -> Folder:
    """A folder and its largest errors."""
    folder = tmp_path_factory.mktemp("models") / "small-base"
    calibration = calibration_cases(vocabulary, shards, 4)
    return folder, export(folder, network, vocabulary.tokenizer, golden_cases(vocabulary, shards), calibration)


def test_every_format_of_the_folder_agrees_with_the_network(exported: Folder, vocabulary: Vocabulary) -> None:
    folder, errors = exported
    assert all(errors[dtype] < ERROR_LIMITS[dtype] for dtype in SUFFIXES)
    assert errors["fp32"] < errors["fp16"] < errors["q8"] < errors["q4"]
    config = json.loads((folder / "config.json").read_text())
    assert config["text_config"]["vocab_size"] == vocabulary.tokenizer.get_vocab_size()
    assert config["image_token_index"] == vocabulary.image
    for graph in GRAPHS:
        whole, *fewer = (graph_path(folder, graph, dtype).stat().st_size for dtype in SUFFIXES)
        assert max(fewer) < whole


def test_golden_cases_hold_what_was_read_and_its_logits(exported: Folder, vocabulary: Vocabulary) -> None:
    golden = json.loads((exported[0] / "golden.json").read_text())
    assert golden["tolerances"] == TOLERANCES
    cases = {case["name"]: case for case in golden["cases"]}
    assert {"spatial, worked", "detail, direct", "half size", "text", "first look", "second look"} <= set(cases)
    for case in cases.values():
        rows = np.frombuffer(base64.b64decode(case["logits"]["data"]), "<f4")
        assert len(rows) == case["logits"]["rows"] * case["logits"]["vocab"]
        assert case["logits"]["rows"] == len(case["answer"]) + 1
    for name, patches in (("spatial, worked", 64), ("half size", 16), ("text", 0)):
        ids = vocabulary.tokenizer.encode(chat_prompt(cases[name]["question"], patches)).ids
        assert cases[name]["input_ids"] == ids
    assert [image["width"] for image in cases["second look"]["images"]] == [32, 64]
    assert cases["second look"]["items"][:2] == cases["first look"]["items"]
    assert cases["second look"]["items"][2]["tokens"] == cases["first look"]["answer"]


@pytest.mark.parametrize("dtype", SUFFIXES)
def test_the_last_scores_are_the_same_when_no_others_are_asked_for(exported: Folder, dtype: str) -> None:
    reader = open_reader(exported[0], dtype)
    hidden = reader.decoder.get_inputs()[0].shape[2]
    x = np.random.default_rng(0).normal(size=(1, 12, hidden)).astype(np.float32)
    cache = empty_cache(reader, 1)
    for begin, end in ((0, 7), (7, 12)):
        mask = np.ones((1, end), np.int64)
        everything, grown = forward(reader, x[:, begin:end], mask, cache)
        assert everything.shape[1] == end - begin
        for kept in (1, 3, end - begin, 20):
            last, found = forward(reader, x[:, begin:end], mask, cache, kept)
            assert last.shape[1] == min(kept, end - begin)
            assert np.abs(last - everything[:, -kept:]).max() <= 1e-5 * np.abs(everything).max()
            assert all(map(np.array_equal, found, grown))
        cache = grown


def test_a_block_in_bytes_is_right_to_half_a_step() -> None:
    blocks = np.random.default_rng(0).normal(size=(5, 16, 7)).astype(np.float32)
    blocks[0] += 9  # zero is always exact, so that of a block far from it little is left
    blocks[1] = 0
    codes, zeros, scales = quantised(blocks)
    steps = scales.astype(np.float32)
    found = (codes.astype(np.float32) - zeros) * steps
    assert (np.abs(found - blocks) <= 0.51 * steps + 0.002 * np.abs(blocks)).all()
    assert not found[1].any()


def test_a_second_reader_writes_what_pytorch_writes(
    exported: Folder, network: Network, vocabulary: Vocabulary, shards: Shards
) -> None:
    asked = asked_of(vocabulary, shards, 3)
    wanted = by_pytorch(network, vocabulary, asked)
    found = compared(vocabulary, asked, by_reader(exported[0], "fp32", vocabulary, asked), wanted)
    assert found["equal"] == 1
    assert 0 <= found["right"]["free"]["low"] <= found["right"]["free"]["share"] <= found["right"]["free"]["high"]


def test_bounds_that_do_not_hold_are_told() -> None:
    def reader(dtype: str, equal: float, share: float) -> dict:
        return {"reader": "r", "dtype": dtype, "equal": equal, "right": {"free": {"share": share}}}

    first = reader("fp32", 1, 0.8)
    assert failures([first, reader("fp32", 1, 0.8), reader("q8", 0.99, 0.796), reader("q4", 0.9, 0.791)]) == []
    broken = [reader("fp32", 0.999, 0.8), reader("q8", 0.98, 0.8), reader("q8", 1, 0.79), reader("q4", 0.89, 0.78)]
    assert len(failures([first, *broken])) == 5


def test_the_card_tells_the_record(exported: Folder, network: Network) -> None:
    folder, _ = exported
    found = {
        "all": 0.5,
        "math": 0.25,
        "math/area": 0.125,
        "detail/coarse": 0.6,
        "worked": 0.3,
        "tokens": 9,
        "visual": 64,
    }
    looks = {**found, "visual": 30, "calls": {"all": 0.375, "detail/coarse": 0.0625}}
    rft = {"steps": 160, "prompts": 32, "group": 8, "looks_share": 0.25, "penalty": "paper", "minutes": 7.4}
    record = {"size": "tiny", "images": 90_000, "minutes": 12.3, "worked": 0.3, "first_looks": 0.15, "rft": rft}
    scores = {"free": found, "direct": found, "worked": found, "looks": looks}
    write_facts(folder, network, {"record": record, "scores": scores, "count": 900, "suiteVersions": {"math": 2}})
    write_card(folder)
    card = (folder / "README.md").read_text()
    for told in (
        "90,000 drawings",
        "160 steps of GRPO",
        "in 7 minutes on one core",
        "| math/area | 12.5 | 12.5 | 12.5 | 12.5 |",
        "30% of the answers",
        "15% of the batches",
        "asks for 37.5 %",
        "| detail/coarse | 6.2 | 60.0 | 60.0 |",
        "math v2",
        "| q8 |",
        "| q4 |",
    ):
        assert told in card
    share = {"share": 0.5, "low": 0.4, "high": 0.6}
    reader = {"reader": "PyTorch", "dtype": "fp32", "equal": 1, "right": {"free": share}}
    parity = {"questions": 500, "manners": ["free"], "right": ["free"], "readers": [reader]}
    (folder / "parity.json").write_text(json.dumps(parity))
    write_card(folder)
    assert "| 100.0 | 50.0 (40.0–60.0) |" in (folder / "README.md").read_text()


def test_a_step_done_again_counts_once(tmp_path: Path) -> None:
    lines = [{"event": "start", "step": 0}, {"step": 1, "seconds": 90}, {"step": 1, "seconds": 30}]
    lines.append({"step": 2, "seconds": 30})
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert fine_tuning_minutes(tmp_path / "log.jsonl") == 1


def test_half_size_positions_are_means_of_two_by_two(network: Network) -> None:
    table = network.image_positions.detach()
    assert torch.allclose(pooled(table, 4, 4), torch.nn.functional.avg_pool2d(table, 2), atol=1e-6)
    assert torch.equal(pooled(table, 8, 8), table)
