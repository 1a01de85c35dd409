"""Writes models/<name>/ from a checkpoint: Hugging Face layout, ONNX graphs, golden.json, model card."""

import argparse
import warnings
from pathlib import Path

import torch
from tokenizers import Tokenizer

from card import write_card
from checkpoint import load_network
from data import Shards, one_question_each
from evaluate import evaluate
from folder import write_folder
from golden import Case, golden_cases, largest_error, write_golden
from network import Network
from onnx_decoder import export_decoder, export_embedding
from vocabulary import vocabulary_of

ERROR_LIMIT = 1e-4


class ImageFeatures(torch.nn.Module):
    """`embed_images` as a module, which is what the ONNX exporter wants."""

    def __init__(self, network: Network):
        super().__init__()
        self.network = network

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.network.embed_images(pixels)


def export_vision(network: Network, path: Path) -> None:
    """`pixel_values` [n, 3, H, W] → `image_features` [n, H/8 · W/8, hidden]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            ImageFeatures(network),
            (torch.zeros(2, 3, 64, 64),),
            str(path),
            input_names=["pixel_values"],
            output_names=["image_features"],
            dynamic_axes={
                "pixel_values": {0: "num_images", 2: "height", 3: "width"},
                "image_features": {0: "num_images", 1: "num_image_tokens"},
            },
            opset_version=17,
            dynamo=False,
        )


def export(folder: Path, network: Network, tokenizer: Tokenizer, cases: list[Case]) -> float:
    """Writes the folder without its card; returns the largest error against PyTorch, at most ERROR_LIMIT."""
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    network.eval()
    export_vision(network, folder / "onnx" / "vision_encoder.onnx")
    export_embedding(network, folder / "onnx" / "embed_tokens.onnx")
    export_decoder(network, folder / "onnx" / "decoder_model_merged.onnx")
    write_folder(folder, network, tokenizer)
    write_golden(folder, network, tokenizer, cases)
    error = largest_error(folder, network, tokenizer, cases)
    if error > ERROR_LIMIT:
        raise ValueError(f"{folder}: ONNX Runtime differs from PyTorch by {error:.2e}, more than {ERROR_LIMIT}")
    return error


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--checkpoint", type=Path, required=True)
    arguments.add_argument("--name", required=True, help="small-base, small-expert or large-base")
    arguments.add_argument("--tokenizer", type=Path, default=Path("work/tokenizer.json"))
    arguments.add_argument("--data", type=Path, default=Path("data/validation"), help="for golden.json and the card")
    arguments.add_argument("--scenes", type=int, default=900, help="questions asked for the card")
    arguments.add_argument("--out", type=Path, default=Path("../models"))
    options = arguments.parse_args()
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(options.tokenizer))
    network, record = load_network(options.checkpoint)
    folder, shards = options.out / options.name, Shards(options.data)
    error = export(folder, network, tokenizer, golden_cases(shards))
    asked = one_question_each(shards.scenes(options.scenes), seed=2)
    scores = evaluate(network, vocabulary_of(tokenizer), asked)
    data = {"scores": scores, "count": len(asked), "suiteVersions": shards.index()["suiteVersions"]}
    write_card(folder, network, record, data)
    print(f"{folder}: largest error against PyTorch {error:.1e}")


if __name__ == "__main__":
    main()
