"""The decoder and the embedding table as ONNX graphs with ONNX Runtime's fused operators."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from network import HEAD_DIM, NORM_EPSILON, DecoderLayer, Network

OPSET = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
IR_VERSION = 9


class Graph:
    """Nodes and constants in the order they are added; `add` returns the name of a node's first output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: Tensor | np.ndarray) -> str:
        array = value.detach().numpy() if isinstance(value, Tensor) else value
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, operator: str, inputs: list[str], outputs: str | list[str], **attributes: object) -> str:
        names = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(operator, inputs, names, name=names[0], **attributes))
        return names[0]

    def save(self, path: Path, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> None:
        graph = helper.make_graph(self.nodes, path.stem, inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=OPSET, ir_version=IR_VERSION, producer_name="vr")
        onnx.save(model, str(path))


def value(name: str, shape: list[str | int], kind: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    """A graph input or output with symbolic dimensions by name."""
    return helper.make_tensor_value_info(name, kind, shape)


def export_embedding(network: Network, path: Path) -> None:
    """`input_ids` [B, S] → `inputs_embeds` [B, S, hidden]."""
    graph = Graph()
    table = graph.constant("embedding", network.embedding.weight)
    graph.add("Gather", [table, "input_ids"], "inputs_embeds")
    graph.save(
        path,
        [value("input_ids", ["batch_size", "sequence_length"], TensorProto.INT64)],
        [value("inputs_embeds", ["batch_size", "sequence_length", network.size.hidden])],
    )


def lengths(graph: Graph, columns: str) -> tuple[str, str]:
    """The two int32 inputs that tell GroupQueryAttention how much of each row of the cache is real."""
    graph.constant("one", np.array(1, np.int64))
    total = graph.add("ReduceSum", ["attention_mask", "axis_1"], "mask_sum", keepdims=0)
    last = graph.add("Sub", [total, "one"], "last_position")
    seqlens_k = graph.add("Cast", [last], "seqlens_k", to=TensorProto.INT32)
    return seqlens_k, graph.add("Cast", [columns], "total_sequence_length", to=TensorProto.INT32)


def first_kept(graph: Graph, columns: str) -> str:
    """Where Slice begins, [1]: at -n for the last n positions, at 0 for all.

    Min changes nothing but the place of this. It takes what Shape leaves in main memory, and with it ONNX Runtime puts
    both nodes on the CPU even if the rest runs on a card; Slice wants its bounds there.
    """
    count = graph.add("Min", ["num_logits_to_keep", columns], "kept_count")
    return graph.add("Neg", [count], "first_kept")


def kept(graph: Graph, x: str, first: str) -> str:
    """The positions of x (B, S, C) whose scores are wanted."""
    return graph.add("Slice", [x, first, "end", "axis_1"], f"{x}.kept")


def normed(graph: Graph, name: str, x: str, branch: str | None, weight: Tensor) -> tuple[str, str]:
    """RMSNorm of x (+ branch) → names of (normed, x + branch)."""
    gain = graph.constant(f"{name}.weight", weight)
    if branch is None:
        norm = graph.add("SimplifiedLayerNormalization", [x, gain], f"{name}.out", axis=-1, epsilon=NORM_EPSILON)
        return norm, x
    outputs = [f"{name}.out", "", "", f"{name}.sum"]
    graph.add(
        "SkipSimplifiedLayerNormalization", [x, branch, gain], outputs, domain="com.microsoft", epsilon=NORM_EPSILON
    )
    return outputs[0], outputs[3]


def attention(graph: Graph, index: int, layer: DecoderLayer, x: str, shared: list[str]) -> str:
    """Grouped-query attention with rotary positions and cache, before its output product; x is normed."""
    name, linears = f"layers.{index}", (layer.query, layer.key, layer.value)
    weight = graph.constant(f"{name}.qkv.weight", torch.cat([p.weight for p in linears]).T)
    bias = graph.constant(f"{name}.qkv.bias", torch.cat([p.bias for p in linears]))
    product = graph.add("MatMul", [x, weight], f"{name}.qkv.product")
    packed = graph.add("Add", [product, bias], f"{name}.qkv")
    past = [f"past_key_values.{index}.key", f"past_key_values.{index}.value"]
    return graph.add(
        "GroupQueryAttention",
        [packed, "", "", *past, *shared],
        [f"{name}.attention", f"present.{index}.key", f"present.{index}.value"],
        domain="com.microsoft",
        num_heads=layer.query.out_features // HEAD_DIM,
        kv_num_heads=layer.key.out_features // HEAD_DIM,
        scale=HEAD_DIM**-0.5,
        do_rotary=1,
        rotary_interleaved=0,
    )


def feed_forward(graph: Graph, index: int, layer: DecoderLayer, x: str) -> str:
    """SwiGLU with gate and up in one product; x is normed."""
    name = f"layers.{index}"
    weight = graph.constant(f"{name}.gate_up.weight", torch.cat([layer.gate.weight, layer.up.weight]).T)
    both = graph.add("MatMul", [x, weight], f"{name}.gate_up")
    graph.add("Split", [both], [f"{name}.gate", f"{name}.up"], axis=-1)
    swish = graph.add("QuickGelu", [f"{name}.gate"], f"{name}.swish", domain="com.microsoft", alpha=1.0)
    gated = graph.add("Mul", [swish, f"{name}.up"], f"{name}.gated")
    return graph.add("MatMul", [gated, graph.constant(f"{name}.down.weight", layer.down.weight.T)], f"{name}.down")


def export_decoder(network: Network, path: Path) -> None:
    """`inputs_embeds`, `attention_mask`, `num_logits_to_keep`, `past_key_values.*` → `logits`, `present.*`.

    Scores are those of the last `num_logits_to_keep` positions, with 0 of all: docs/decisions/kept-positions.md.
    """
    size, graph = network.size, Graph()
    graph.constant("axis_1", np.array([1], np.int64))
    graph.constant("end", np.array([np.iinfo(np.int64).max]))
    columns = graph.add("Shape", ["attention_mask"], "mask_columns", start=1, end=2)
    first = first_kept(graph, columns)
    shared = [
        *lengths(graph, columns),
        graph.constant("cos_cache", network.cosines),
        graph.constant("sin_cache", network.sines),
    ]
    x, branch = "inputs_embeds", None
    for index, layer in enumerate(network.layers):
        norm, x = normed(graph, f"layers.{index}.attention_norm", x, branch, layer.attention_norm.weight)
        mixed = attention(graph, index, layer, norm, shared)
        if index == size.layers - 1:
            x, mixed = kept(graph, x, first), kept(graph, mixed, first)
        output = graph.constant(f"layers.{index}.o.weight", layer.output.weight.T)
        branch = graph.add("MatMul", [mixed, output], f"layers.{index}.o")
        norm, x = normed(graph, f"layers.{index}.feed_forward_norm", x, branch, layer.feed_forward_norm.weight)
        branch = feed_forward(graph, index, layer, norm)
    norm, _ = normed(graph, "norm", x, branch, network.norm.weight)
    graph.add("MatMul", [norm, graph.constant("head", network.embedding.weight.T)], "logits")

    def cache(kind: str, length: str) -> list[onnx.ValueInfoProto]:
        shape = ["batch_size", size.key_value_heads, length, HEAD_DIM]
        names = (f"{kind}.{index}.{part}" for index in range(size.layers) for part in ("key", "value"))
        return [value(name, shape) for name in names]

    graph.save(
        path,
        [
            value("inputs_embeds", ["batch_size", "sequence_length", size.hidden]),
            value("attention_mask", ["batch_size", "total_sequence_length"], TensorProto.INT64),
            value("num_logits_to_keep", [], TensorProto.INT64),
            *cache("past_key_values", "past_sequence_length"),
        ],
        [
            value("logits", ["batch_size", "kept_positions", network.embedding.num_embeddings]),
            *cache("present", "present_sequence_length"),
        ],
    )
