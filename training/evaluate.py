"""Accuracy on held-out scenes: left free, forced to answer directly, forced to work in steps."""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from checkpoint import load_network
from conversation import plain
from data import Question, Scene, Shards, one_question_each
from network import Network
from sampler import Writing, write
from vocabulary import Vocabulary, vocabulary_of

ANSWER_LIMIT = 144
BATCH = 192


@dataclass(frozen=True)
class Result:
    """One asked question and its answer, as token ids without padding."""

    suite: str
    kind: str
    answer: list[int]
    right: bool


def reading(vocabulary: Vocabulary, answer: list[int]) -> str | None:
    """The text in the last `<answer>…</answer>`, trimmed and in lower case."""
    if vocabulary.end_answer not in answer:
        return None
    close = len(answer) - 1 - answer[::-1].index(vocabulary.end_answer)
    opened = [at for at in range(close) if answer[at] == vocabulary.answer]
    if not opened:
        return None
    text = vocabulary.tokenizer.decode(answer[opened[-1] + 1 : close], skip_special_tokens=False)
    return text.strip().lower()


def is_right(vocabulary: Vocabulary, answer: list[int], target: str) -> bool:
    """Exact match; the only reward there is."""
    return reading(vocabulary, answer) == target.strip().lower()


def ask(
    network: Network, vocabulary: Vocabulary, asked: list[tuple[Scene, Question]], forced: tuple[int, ...]
) -> list[Result]:
    """Greedy answers to every question."""
    results = []
    writing = Writing(limit=ANSWER_LIMIT, forced=forced)
    for start in range(0, len(asked), BATCH):
        some = asked[start : start + BATCH]
        prompts = [plain(vocabulary, scene.pixels, question.prompt) for scene, question in some]
        answers = write(network, vocabulary, prompts, writing)
        for (scene, question), answer in zip(some, answers, strict=True):
            right = is_right(vocabulary, answer, question.target)
            results.append(Result(scene.suite, question.kind, answer, right))
    return results


def summary(vocabulary: Vocabulary, results: list[Result]) -> dict:
    """Shares right by suite and kind, share worked in steps, mean length in tokens."""
    by: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        for group in ("all", result.suite, f"{result.suite}/{result.kind}"):
            by[group].append(result.right)
    shares = {group: round(sum(right) / len(right), 3) for group, right in sorted(by.items())}
    worked = [vocabulary.think in result.answer for result in results]
    lengths = [len(result.answer) for result in results]
    return {**shares, "worked": round(float(np.mean(worked)), 3), "tokens": round(float(np.mean(lengths)), 1)}


def evaluate(network: Network, vocabulary: Vocabulary, asked: list[tuple[Scene, Question]]) -> dict[str, dict]:
    """Summaries by manner: free, direct, worked."""
    network.eval()
    manners = {"free": (), "direct": (vocabulary.answer,), "worked": (vocabulary.think,)}
    found = {name: summary(vocabulary, ask(network, vocabulary, asked, forced)) for name, forced in manners.items()}
    network.train()
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--checkpoint", type=Path, required=True)
    arguments.add_argument("--tokenizer", type=Path, default=Path("work/tokenizer.json"))
    arguments.add_argument("--data", type=Path, default=Path("data/validation"))
    arguments.add_argument("--scenes", type=int, default=900)
    arguments.add_argument("--show", type=int, default=0, help="print this many worked answers")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    vocabulary = vocabulary_of(Tokenizer.from_file(str(options.tokenizer)))
    network, record = load_network(options.checkpoint)
    asked = one_question_each(Shards(options.data).scenes(options.scenes), seed=1)
    print(json.dumps({"record": record, **evaluate(network, vocabulary, asked)}, indent=1))
    shown = asked[: options.show]
    for (_, question), result in zip(shown, ask(network, vocabulary, shown, (vocabulary.think,)), strict=True):
        print(json.dumps({"question": question.prompt, "target": question.target, "right": result.right}))
        print("  " + vocabulary.tokenizer.decode(result.answer, skip_special_tokens=False).replace("\n\n", " · "))


if __name__ == "__main__":
    main()
