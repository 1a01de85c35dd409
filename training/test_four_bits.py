"""Weights in few bits: what GPTQ promises, and that ONNX Runtime multiplies what was rounded."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

import four_bits
from four_bits import BLOCKS, in_few_bits, moments_of, products_of
from gptq import Rounded, rounded

RANDOM = np.random.default_rng(0)


def spread(inputs: int, count: int = 400) -> np.ndarray:
    """Inputs (count, inputs) that are far from independent."""
    few = RANDOM.normal(size=(count, inputs // 4)) @ RANDOM.normal(size=(inputs // 4, inputs))
    return (few + 0.3 * RANDOM.normal(size=(count, inputs))).astype(np.float32)


def changed(x: np.ndarray, weight: np.ndarray, found: Rounded) -> float:
    """What the rounding does to the outputs, as a share of them."""
    return float(np.linalg.norm(x @ (found.unfolded() - weight)) / np.linalg.norm(x @ weight))


@pytest.mark.parametrize("bits", BLOCKS)
def test_independent_inputs_leave_each_weight_at_its_nearest_step(bits: int) -> None:
    weight = RANDOM.normal(size=(64, 24)).astype(np.float32)
    found = rounded(weight, np.eye(64), bits, BLOCKS[bits])
    assert (np.abs(found.unfolded() - weight) <= 0.501 * found.scales.repeat(BLOCKS[bits], 0)).all()
    assert found.codes.max() == 2**bits - 1


def test_inputs_that_go_together_make_up_for_each_others_errors() -> None:
    x, weight = spread(128), RANDOM.normal(size=(128, 48)).astype(np.float32)
    nearest, fitted = (rounded(weight, moments, 4, 16) for moments in (np.eye(128), x.T.astype(np.float64) @ x))
    assert changed(x, weight, fitted) < 0.7 * changed(x, weight, nearest)


def test_nothing_is_lost_of_a_weight_of_zeros_or_of_inputs_never_seen() -> None:
    assert not rounded(np.zeros((32, 5), np.float32), np.zeros((32, 32)), 4, 16).unfolded().any()
    assert np.isfinite(rounded(RANDOM.normal(size=(32, 5)), np.zeros((32, 32)), 4, 16).unfolded()).all()


def decoder(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Products one after the other, with the inputs of a decoder without layers."""
    nodes = [helper.make_node("MatMul", [x, name], [f"{name}.out"]) for x, name in chained(weights)]
    shape = ["batch_size", "sequence_length", len(next(iter(weights.values())))]
    ports = [
        helper.make_tensor_value_info("inputs_embeds", TensorProto.FLOAT, shape),
        helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch_size", "sequence_length"]),
        helper.make_tensor_value_info("num_logits_to_keep", TensorProto.INT64, []),
    ]
    last = helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)
    constants = [numpy_helper.from_array(weight, name) for name, weight in weights.items()]
    graph = helper.make_graph(nodes, "decoder", ports, [last], constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def chained(weights: dict[str, np.ndarray]) -> list[tuple[str, str]]:
    names = list(weights)
    return list(zip(["inputs_embeds", *(f"{name}.out" for name in names)], names, strict=False))


def test_a_weight_that_is_not_whole_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected a multiple of 16 inputs, found 40"):
        rounded(np.zeros((40, 5), np.float32), np.eye(40), 4, 16)


def test_moments_are_those_of_all_texts_whatever_their_lengths() -> None:
    texts = [RANDOM.normal(size=(length, 32)).astype(np.float32) for length in (3, 7, 5)]
    model = decoder({"down.weight": RANDOM.normal(size=(32, 16)).astype(np.float32)})
    everything = np.concatenate(texts).astype(np.float64)
    assert np.allclose(moments_of(model, texts, {"inputs_embeds"})["inputs_embeds"], everything.T @ everything)


@pytest.mark.parametrize(("level", "error"), [(0, 1e-5), (4, 0.01)])
def test_onnx_runtime_multiplies_by_what_was_rounded(level: int, error: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(four_bits, "ACCURACY_LEVEL", level)
    weights = {
        "gate_up.weight": RANDOM.normal(size=(48, 96)).astype(np.float32),  # three zero points: half a byte is left
        "head": RANDOM.normal(size=(96, 24)).astype(np.float32),
    }
    text = spread(48)
    model = decoder(weights)
    moments = moments_of(model, [text], {x for x, _ in chained(weights)})
    first, second = (
        rounded(weights[name], moments[x], bits, BLOCKS[bits]).unfolded()
        for bits, (x, name) in zip((4, 8), chained(weights), strict=True)
    )
    in_few_bits(model, [text])
    assert products_of(model) == []
    x = text[None, :9]
    inputs = {"inputs_embeds": x, "attention_mask": np.ones((1, 9), np.int64), "num_logits_to_keep": np.array(0)}
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(None, inputs)[0]
    want = x @ first @ second
    assert np.abs(found - want).max() < error * np.abs(want).max()
