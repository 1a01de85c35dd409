"""Checkpoints: one file with the network, where training stands, and what the model card tells; logs."""

import json
import os
from pathlib import Path
from typing import Any

import torch

from network import SIZES, Network


def save(path: Path, content: dict[str, Any]) -> None:
    """Writes beside the file and renames, so that an interrupted save leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(content, partial)
    os.replace(partial, path)


def log(path: Path, record: dict[str, Any]) -> None:
    """One JSON line to the file and to the screen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record)
    with path.open("a") as file:
        file.write(line + "\n")
    print(line, flush=True)


def network_record(network: Network, size: str, record: dict[str, Any]) -> dict[str, Any]:
    """What every checkpoint holds; `record` is plain data for the model card."""
    return {
        "size": size,
        "vocabulary": network.embedding.num_embeddings,
        "network": network.state_dict(),
        "record": record,
    }


def load_network(path: Path) -> tuple[Network, dict[str, Any]]:
    """The network of a checkpoint and its record, which also names the size."""
    content = torch.load(path, weights_only=False)
    network = Network(SIZES[content["size"]], content["vocabulary"])
    network.load_state_dict(content["network"])
    return network, {"size": content["size"], **content["record"]}
