"""golden.json: logits by PyTorch that every other implementation must reproduce; and the check of our own export."""

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from torch import Tensor

from data import Shards, direct_answer, one_question_each, worked_answer
from folder import write_json
from network import HEAD_DIM, PATCH_SIZE, Network, packed_mask
from pictures import halved, normalise
from tokenizer import chat_prompt

TOLERANCE = 1e-3


@dataclass(frozen=True)
class Case:
    """A question, its picture (height, width, 3) if any, and an answer to be forced."""

    prompt: str
    image: np.ndarray | None
    answer: str


def golden_cases(shards: Shards) -> list[Case]:
    """Two cases a suite, one worked and one direct, one at half the size, and one without a picture."""
    chosen = one_question_each(shards.scenes(9), seed=0)
    cases = [
        Case(question.prompt, scene.pixels, (worked_answer, direct_answer)[number % 2](question) + "<|im_end|>")
        for number, (scene, question) in enumerate(chosen[:6])
    ]
    scene, question = chosen[6]
    text_only = Case("What is 3+4?", None, "<answer>7</answer><|im_end|>")
    return [*cases, Case(question.prompt, halved(scene.pixels), direct_answer(question) + "<|im_end|>"), text_only]


def inputs_of(network: Network, tokenizer: Tokenizer, case: Case) -> tuple[list[int], list[int], Tensor]:
    """Prompt ids, answer ids, and the embeddings (1, S, C) of both with image features in their places."""
    patches = 0 if case.image is None else case.image.shape[0] * case.image.shape[1] // PATCH_SIZE**2
    prompt = tokenizer.encode(chat_prompt(case.prompt, patches)).ids
    answer = tokenizer.encode(case.answer).ids
    ids = torch.tensor([prompt + answer])
    embeddings = network.embedding(ids)
    if case.image is not None:
        features = network.embed_images(normalise(torch.from_numpy(case.image.copy())[None]))
        embeddings[ids == tokenizer.token_to_id("<image>")] = features.flatten(0, 1)
    return prompt, answer, embeddings


def all_logits(network: Network, embeddings: Tensor) -> Tensor:
    """(1, S, C) → (S, vocabulary), plain causal attention."""
    length = embeddings.shape[1]
    hidden = network.hidden(
        embeddings, torch.arange(length)[None], packed_mask(torch.zeros(1, length, dtype=torch.long))
    )
    return network.logits(hidden)[0]


def encoded(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


@torch.no_grad()
def write_golden(folder: Path, network: Network, tokenizer: Tokenizer, cases: list[Case]) -> None:
    """Logits rows for the last prompt position and each answer position."""
    records = []
    for case in cases:
        prompt, answer, embeddings = inputs_of(network, tokenizer, case)
        logits = all_logits(network, embeddings)[len(prompt) - 1 :].numpy().astype("<f4")
        image = None
        if case.image is not None:
            height, width = case.image.shape[:2]
            image = {"width": width, "height": height, "data": encoded(case.image)}
        rows = {"rows": logits.shape[0], "vocab": logits.shape[1], "data": encoded(logits)}
        records.append({"prompt": case.prompt, "image": image, "input_ids": prompt, "answer": answer, "logits": rows})
    write_json(folder / "golden.json", {"version": 1, "tolerance": TOLERANCE, "cases": records})


def session(folder: Path, name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(folder / "onnx" / f"{name}.onnx"), options, ["CPUExecutionProvider"])


def run_decoder(
    decoder: onnxruntime.InferenceSession, embeddings: np.ndarray, mask: np.ndarray, past: list[np.ndarray]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """One forward: logits (B, S, vocabulary) and the new cache."""
    names = [item.name for item in decoder.get_inputs()]
    feeds = dict(zip(names, [embeddings, mask, *past], strict=True))
    logits, *present = decoder.run(None, feeds)
    return logits, present


def empty_cache(network: Network, rows: int) -> list[np.ndarray]:
    shape = (rows, network.size.key_value_heads, 0, HEAD_DIM)
    return [np.zeros(shape, np.float32) for _ in range(2 * network.size.layers)]


@torch.no_grad()
def largest_error(folder: Path, network: Network, tokenizer: Tokenizer, cases: list[Case]) -> float:
    """The largest difference between ONNX Runtime and PyTorch: vision, prefill, growing cache, padded batch."""
    decoder, vision, embed = (session(folder, n) for n in ("decoder_model_merged", "vision_encoder", "embed_tokens"))
    errors, prompts, expected = [], [], []
    for case in cases:
        prompt, _, embeddings = inputs_of(network, tokenizer, case)
        want = all_logits(network, embeddings).numpy()
        ids = embed.run(None, {"input_ids": np.array([prompt], np.int64)})[0]
        if case.image is not None:
            pixels = normalise(torch.from_numpy(case.image.copy())[None])
            features = vision.run(None, {"pixel_values": pixels.numpy()})[0]
            errors.append(np.abs(features - network.embed_images(pixels).numpy()).max())
            ids[0, np.array(prompt) == tokenizer.token_to_id("<image>")] = features[0]
        x = embeddings.numpy()
        errors.append(np.abs(ids[0] - x[0, : len(prompt)]).max())
        cache, start = empty_cache(network, 1), len(prompt)
        for begin, end in [(0, start), *((at, at + 1) for at in range(start, x.shape[1]))]:
            mask = np.ones((1, end), np.int64)
            logits, cache = run_decoder(decoder, x[:, begin:end], mask, cache)
            errors.append(np.abs(logits[0] - want[begin:end]).max())
        prompts.append(x[0])
        expected.append(want)
    longest = max(len(x) for x in prompts)
    batch = np.zeros((len(prompts), longest, network.size.hidden), np.float32)
    mask = np.zeros((len(prompts), longest), np.int64)
    for row, x in enumerate(prompts):
        batch[row, : len(x)], mask[row, : len(x)] = x, 1
    logits, _ = run_decoder(decoder, batch, mask, empty_cache(network, len(prompts)))
    errors += [np.abs(logits[row, : len(want)] - want).max() for row, want in enumerate(expected)]
    return float(max(errors))
