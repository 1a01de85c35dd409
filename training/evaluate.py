"""Accuracy on held-out scenes: left free, forced to answer directly, forced to work in steps, with tools offered."""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from checkpoint import load_network
from conversation import Conversation
from data import Question, Scene, Shards, one_question_each
from dialogue import Task, converse
from network import Network
from sampler import Writing
from vocabulary import Vocabulary, vocabulary_of

ANSWER_LIMIT = 192
BATCH = 192

Asked = list[tuple[Scene, Question]]


@dataclass(frozen=True)
class Result:
    """One asked question and its last answer, as token ids without padding."""

    scene: Scene
    question: Question
    answer: list[int]
    right: bool
    called: bool
    visual_tokens: int


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
    network: Network, vocabulary: Vocabulary, asked: Asked, forced: tuple[int, ...] = (), look: bool = False
) -> list[Result]:
    """Greedy answers to every question about the full picture; with `look`, tools are offered for a smaller one."""
    results = []
    writing = Writing(limit=ANSWER_LIMIT, forced=forced)
    for start in range(0, len(asked), BATCH):
        some = asked[start : start + BATCH]
        turns = converse(network, vocabulary, [Task(scene, question, look) for scene, question in some], 1, writing)
        last = {
            sample: (turn.prompt, said)
            for turn in turns
            for sample, said in zip(turn.samples, turn.answers, strict=True)
        }
        results += [result_of(vocabulary, *some[number], *last[number]) for number in range(len(some))]
    return results


def result_of(
    vocabulary: Vocabulary, scene: Scene, question: Question, prompt: Conversation, answer: list[int]
) -> Result:
    """Checks an answer; a prompt with two pictures is one whose first answer called."""
    right = is_right(vocabulary, answer, question.target)
    return Result(scene, question, answer, right, len(prompt.pictures) > 1, prompt.ids.count(vocabulary.image))


def by_group(results: list[Result], shares: list[bool]) -> dict[str, float]:
    """Shares of all, by suite and by kind."""
    by: dict[str, list[bool]] = defaultdict(list)
    for result, value in zip(results, shares, strict=True):
        suite, kind = result.scene.suite, result.question.kind
        for group in ("all", suite, f"{suite}/{kind}"):
            by[group].append(value)
    return {group: round(float(np.mean(values)), 3) for group, values in sorted(by.items())}


def summary(vocabulary: Vocabulary, results: list[Result]) -> dict:
    """Shares right by suite and kind, share worked in steps, mean lengths in tokens; calls where there are some."""
    found = by_group(results, [result.right for result in results])
    found["worked"] = round(float(np.mean([vocabulary.think in result.answer for result in results])), 3)
    found["tokens"] = round(float(np.mean([len(result.answer) for result in results])), 1)
    found["visual"] = round(float(np.mean([result.visual_tokens for result in results])), 1)
    called = [result.called for result in results]
    return {**found, "calls": by_group(results, called)} if any(called) else found


def evaluate(network: Network, vocabulary: Vocabulary, asked: Asked) -> dict[str, dict]:
    """Summaries by manner: free, direct, worked, and looks with tools offered."""
    network.eval()
    manners = {"free": (), "direct": (vocabulary.answer,), "worked": (vocabulary.think,)}
    found = {name: summary(vocabulary, ask(network, vocabulary, asked, forced)) for name, forced in manners.items()}
    found["looks"] = summary(vocabulary, ask(network, vocabulary, asked, look=True))
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
    for result in ask(network, vocabulary, asked[: options.show], (vocabulary.think,)):
        question = result.question
        print(json.dumps({"question": question.prompt, "target": question.target, "right": result.right}))
        print("  " + vocabulary.tokenizer.decode(result.answer, skip_special_tokens=False).replace("\n\n", " · "))


if __name__ == "__main__":
    main()
