"""A second reader of model folders: ONNX Runtime in a plain loop, one conversation at a time, with a growing cache."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from conversation import Conversation
from formats import CACHE, GRAPHS, graph_path
from network import IMAGE
from pictures import normalise


@dataclass(frozen=True)
class Reader:
    """The graphs of one folder in one dtype."""

    vision: onnxruntime.InferenceSession
    embedder: onnxruntime.InferenceSession
    decoder: onnxruntime.InferenceSession


def open_reader(folder: Path, dtype: str) -> Reader:
    """Reads the graphs; one thread each."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    paths = (str(graph_path(folder, graph, dtype)) for graph in GRAPHS)
    return Reader(*(onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"]) for path in paths))


def empty_cache(reader: Reader, rows: int) -> list[np.ndarray]:
    """Keys and values of no positions, in the type that the decoder keeps them in."""
    types = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
    ports = [port for port in reader.decoder.get_inputs() if port.name.startswith(CACHE)]
    return [np.zeros((rows, port.shape[1], 0, port.shape[3]), types[port.type]) for port in ports]


def forward(
    reader: Reader, x: np.ndarray, mask: np.ndarray, cache: list[np.ndarray], kept: int = 0
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Embeddings (B, S, C), mask (B, all positions) → logits of the last `kept`, with 0 of all, and the new cache."""
    names = [port.name for port in reader.decoder.get_inputs()]
    inputs = [x, mask, np.array(kept, np.int64), *cache]
    logits, *present = reader.decoder.run(None, dict(zip(names, inputs, strict=True)))
    return logits, present


def looked_up(reader: Reader, ids: Sequence[int]) -> np.ndarray:
    """Embeddings (1, S, C)."""
    return reader.embedder.run(None, {"input_ids": np.array([ids], np.int64)})[0]


def seen(reader: Reader, picture: np.ndarray) -> np.ndarray:
    """Features (N, C) of a picture (side, side, 3)."""
    pixels = normalise(torch.from_numpy(picture.copy())[None]).numpy()
    return reader.vision.run(None, {"pixel_values": pixels})[0][0]


def read(reader: Reader, conversation: Conversation) -> np.ndarray:
    """Embeddings (1, S, C) with the features of the pictures in their places."""
    x = looked_up(reader, conversation.ids)
    if conversation.pictures:
        places = np.array(conversation.ids) == IMAGE
        x[0, places] = np.concatenate([seen(reader, picture) for picture in conversation.pictures])
    return x


def answer(reader: Reader, conversation: Conversation, begin: Sequence[int], end: int, limit: int) -> list[int]:
    """What is written greedily: `begin`, then at most `limit` tokens up to `end`."""
    x = (
        np.concatenate([read(reader, conversation), looked_up(reader, begin)], 1)
        if begin
        else read(reader, conversation)
    )
    written, cache, length = list(begin), empty_cache(reader, 1), 0
    for _ in range(limit):
        length += x.shape[1]
        logits, cache = forward(reader, x, np.ones((1, length), np.int64), cache, kept=1)
        written.append(int(logits[0, -1].argmax()))
        if written[-1] == end:
            break
        x = looked_up(reader, written[-1:])
    return written
