"""Reinforcement fine-tuning with rewards that can be checked. Resumes itself.

Ordinary prompts are worth 1 if the answer is right, else 0. A share of them are first looks at half the size, with a
tool that shows the full picture: those get VisionThink's reward (arXiv 2507.13348).
"""

import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from answers import Piece, log_probabilities, pieces_of
from checkpoint import load_network, log, network_record, save
from data import Scene, Shards, one_question_each
from evaluate import Asked, ask, summary
from grpo import divergence, policy_loss
from network import Network
from report import told_of
from rollout import roll_out, tasks_of
from sampler import Writing
from vision_reward import PENALTIES
from vocabulary import Vocabulary, vocabulary_of


@dataclass
class Run:
    """A network in training, `steps` on; `start` is where it set out from, if it is to stay near."""

    network: Network
    start: Network | None
    optimiser: torch.optim.Optimizer
    record: dict
    steps: int


def update(run: Run, pieces: list[Piece], options: argparse.Namespace) -> float:
    """`options.updates` steps on one rollout → mean divergence from the start."""
    tokens = sum(len(piece.advantages) for piece in pieces)
    sampled: list[Tensor] = []
    strayed = 0.0
    for _ in range(options.updates):
        for number, piece in enumerate(pieces):
            now = log_probabilities(run.network, piece.batch)
            if number == len(sampled):
                sampled.append(now.detach())
            loss = policy_loss(now, sampled[number], piece.advantages).sum()
            if run.start is not None:
                with torch.no_grad():
                    reference = log_probabilities(run.start, piece.batch)
                apart = divergence(now, reference).sum()
                loss = loss + options.divergence * apart
                strayed += apart.item() / tokens / options.updates
            (loss / tokens).backward()
        nn.utils.clip_grad_norm_([p for p in run.network.parameters() if p.grad is not None], 1.0)
        run.optimiser.step()
        run.optimiser.zero_grad(set_to_none=True)
    return strayed


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="work/<name>.pt and work/<name>/log.jsonl")
    parser.add_argument("--start", type=Path, required=True, help="checkpoint to start from")
    parser.add_argument("--steps", type=int, default=160)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop earlier, to be resumed")
    parser.add_argument("--prompts", type=int, default=32)
    parser.add_argument("--group", type=int, default=8, help="answers sampled for each prompt")
    parser.add_argument("--looks-share", type=float, default=0.33, help="share of prompts that are first looks")
    parser.add_argument("--penalty", choices=sorted(PENALTIES), default="code", help="VisionThink's, as published in")
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--limit", type=int, default=150, help="tokens of an answer at most")
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--embedding-rate", type=float, default=5e-4)
    parser.add_argument("--updates", type=int, default=1, help="optimiser steps on each rollout")
    parser.add_argument("--divergence", type=float, default=0.0, help="weight of the KL to the start")
    parser.add_argument("--evaluate-every", type=int, default=40, help="steps")
    parser.add_argument("--evaluate-scenes", type=int, default=300)
    parser.add_argument("--save-seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", type=Path, default=Path("data/rft"))
    parser.add_argument("--validation", type=Path, default=Path("data/validation"))
    parser.add_argument("--work", type=Path, default=Path("work"))
    return parser.parse_args()


def open_run(options: argparse.Namespace) -> Run:
    """From work/<name>.pt where there is one, else from `--start`."""
    path = options.work / f"{options.name}.pt"
    saved = torch.load(path, weights_only=False) if path.exists() else None
    network, record = load_network(path if saved else options.start)
    start = load_network(options.start)[0].requires_grad_(False) if options.divergence > 0 else None
    network.tower.requires_grad_(False)
    table = network.embedding.weight
    others = [p for p in network.parameters() if p.requires_grad and p is not table]
    groups = [{"params": others, "full": options.rate}, {"params": [table], "full": options.embedding_rate}]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.95), weight_decay=0.0, foreach=True)
    if saved:
        optimiser.load_state_dict(saved["optimiser"])
    return Run(network, start, optimiser, record, saved["steps"] if saved else 0)


def save_run(run: Run, options: argparse.Namespace) -> None:
    """Network, optimiser and place in the data; the random state follows from the place."""
    told = {name: getattr(options, name) for name in ("prompts", "group", "looks_share", "penalty", "divergence")}
    content = network_record(run.network, run.record["size"], {**run.record, "rft": {"steps": run.steps, **told}})
    save(options.work / f"{options.name}.pt", {**content, "optimiser": run.optimiser.state_dict(), "steps": run.steps})


def learn(run: Run, vocabulary: Vocabulary, asked: Asked, options: argparse.Namespace) -> dict[str, object]:
    """One step: samples, marks, updates → what the log says of it."""
    torch.manual_seed(options.seed * 1_000_003 + run.steps)
    began = time.time()
    tasks = tasks_of(asked, round(options.looks_share * len(asked)))
    writing = Writing(options.temperature, options.limit)
    rollout = roll_out(run.network, vocabulary, tasks, options.group, writing, PENALTIES[options.penalty])
    sampled = time.time()
    for group in run.optimiser.param_groups:
        group["lr"] = group["full"] * min(1.0, (run.steps + 1) / 5) * max(0.1, 1 - run.steps / options.steps)
    pieces = pieces_of(vocabulary, rollout)
    strayed = update(run, pieces, options) if pieces else 0.0
    run.steps += 1
    timing = {"sampling": round(sampled - began, 2), "seconds": round(time.time() - began, 2)}
    return {"step": run.steps, **told_of(vocabulary, rollout), "divergence": round(strayed, 4), **timing}


def asked_at(steps: int, stream: Iterator[Scene], options: argparse.Namespace) -> Asked:
    """The step's questions, one a scene."""
    return one_question_each(list(islice(stream, options.prompts)), seed=options.seed + steps)


def validation(network: Network, vocabulary: Vocabulary, asked: Asked) -> dict[str, dict]:
    """Greedy answers to ordinary prompts, and with tools offered."""
    manners = {"free": False, "looks": True}
    return {name: summary(vocabulary, ask(network, vocabulary, asked, look=look)) for name, look in manners.items()}


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    vocabulary = vocabulary_of(Tokenizer.from_file(str(options.work / "tokenizer.json")))
    log_path = options.work / options.name / "log.jsonl"
    held_out = one_question_each(Shards(options.validation).scenes(options.evaluate_scenes), seed=1)
    run = open_run(options)
    stream = Shards(options.data).shuffled(options.seed, run.steps * options.prompts)
    log(log_path, {"event": "start", "step": run.steps, **run.record})

    def validate() -> None:
        log(log_path, {"event": "validation", "step": run.steps, **validation(run.network, vocabulary, held_out)})

    began = last_save = time.time()
    while run.steps < options.steps and time.time() - began < 60 * options.minutes:
        if run.steps % options.evaluate_every == 0:
            validate()
        log(log_path, learn(run, vocabulary, asked_at(run.steps, stream, options), options))
        if time.time() - last_save > options.save_seconds:
            save_run(run, options)
            last_save = time.time()
    save_run(run, options)
    validate()


if __name__ == "__main__":
    main()
