"""`q4`: the decoder's products with weights of few bits, as ONNX Runtime multiplies them (`MatMulNBits`).

The feed-forward (70 % of the weights) has 4 bits, attention and head have 8: docs/decisions/four-bits.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
from onnx import ModelProto, TensorProto, helper, numpy_helper

from gptq import Rounded, rounded

IN_FOUR_BITS = ("gate_up.weight", "down.weight")
BLOCKS = {4: 16, 8: 32}  # bits → weights of a column that share a scale and a zero point
ACCURACY_LEVEL = 4  # inputs, too, are rounded to 8 bits, a block at a time
TOGETHER = 16  # texts in one run


@dataclass(frozen=True)
class Product:
    """A `MatMul` with a constant: its node, the name of its input, its weight (K, N)."""

    node: onnx.NodeProto
    input: str
    weight: np.ndarray


def products_of(model: ModelProto) -> list[Product]:
    """In the graph's order."""
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    return [
        Product(node, node.input[0], numpy_helper.to_array(constants[node.input[1]]))
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in constants
    ]


def in_few_bits(model: ModelProto, texts: Sequence[np.ndarray]) -> ModelProto:
    """A decoder's products as `MatMulNBits`, rounded for what it computes while it reads `texts`, each (S, hidden)."""
    products = products_of(model)
    moments = moments_of(model, texts, {product.input for product in products})
    graph = model.graph
    for product in products:
        name = product.node.input[1]
        bits = 4 if name.endswith(IN_FOUR_BITS) else 8
        found = rounded(product.weight, moments[product.input], bits, BLOCKS[bits])
        graph.initializer.remove(next(tensor for tensor in graph.initializer if tensor.name == name))
        graph.initializer.extend(packed(name, found, bits))
        product.node.CopyFrom(multiplied(product, bits))
    return model


def moments_of(model: ModelProto, texts: Sequence[np.ndarray], names: set[str]) -> dict[str, np.ndarray]:
    """The sum of xᵀx (C, C) of each of these values over all positions of the texts."""
    watched = ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in sorted(names))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(watched.SerializeToString(), options, ["CPUExecutionProvider"])
    sums = dict.fromkeys(names, 0.0)
    for inputs in batches(session, texts):
        real = inputs["attention_mask"].astype(bool)
        for name, found in zip(sorted(names), session.run(sorted(names), inputs), strict=True):
            x = found[real].astype(np.float64)
            sums[name] = sums[name] + x.T @ x
    return sums


def batches(session: onnxruntime.InferenceSession, texts: Sequence[np.ndarray]) -> Iterator[dict[str, np.ndarray]]:
    """The inputs of runs that read texts of like length from their beginnings, padded at the end."""
    ordered = sorted(texts, key=len)
    caches = [port for port in session.get_inputs() if port.name.startswith("past_key_values.")]
    for start in range(0, len(ordered), TOGETHER):
        some = ordered[start : start + TOGETHER]
        x = np.zeros((len(some), len(some[-1]), some[-1].shape[1]), np.float32)
        mask = np.zeros(x.shape[:2], np.int64)
        for row, text in enumerate(some):
            x[row, : len(text)], mask[row, : len(text)] = text, 1
        empty = {port.name: np.zeros((len(some), port.shape[1], 0, port.shape[3]), np.float32) for port in caches}
        yield {"inputs_embeds": x, "attention_mask": mask, "num_logits_to_keep": np.array(0), **empty}


def packed(name: str, found: Rounded, bits: int) -> list[TensorProto]:
    """As `MatMulNBits` reads them: a column's codes (N, blocks, bytes), scales (N, blocks), zero points (N, bytes)."""
    codes, zeros = found.codes.T.reshape(found.codes.shape[1], len(found.scales), -1), found.zeros.T
    if bits == 4:
        codes, zeros = in_nibbles(codes), in_nibbles(zeros)
    parts = {"codes": codes, "scales": found.scales.T, "zeros": zeros}
    return [numpy_helper.from_array(np.ascontiguousarray(array), f"{name}.{part}") for part, array in parts.items()]


def in_nibbles(codes: np.ndarray) -> np.ndarray:
    """Two codes of the last axis in each byte, the first in the lower half; an odd one is followed by 0."""
    if codes.shape[-1] % 2:
        codes = np.pad(codes, [(0, 0)] * (codes.ndim - 1) + [(0, 1)])
    return codes[..., 0::2] | codes[..., 1::2] << 4


def multiplied(product: Product, bits: int) -> onnx.NodeProto:
    """The node that takes the place of a `MatMul`."""
    inputs, outputs = product.weight.shape
    name = product.node.input[1]
    return helper.make_node(
        "MatMulNBits",
        [product.input, f"{name}.codes", f"{name}.scales", f"{name}.zeros"],
        list(product.node.output),
        name=product.node.name,
        domain="com.microsoft",
        K=inputs,
        N=outputs,
        bits=bits,
        block_size=BLOCKS[bits],
        accuracy_level=ACCURACY_LEVEL,
    )
