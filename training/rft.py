"""Reinforcement fine-tuning with a reward that can be checked: 1 if the answer is right, else 0. Resumes itself."""

import argparse
import math
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from checkpoint import load_network, network_record, save
from data import Question, Scene, Shards, one_question_each
from evaluate import answers_of, ask, is_right, prompts_of, summary
from grpo import divergence, group_advantages, policy_loss, rejection_weights
from network import Network, normalise, packed_mask
from packing import Batch, Vocabulary, vocabulary_of
from pretrain import log
from sampler import Prompts, Writing, prompt_ids, write

PROMPTS_AT_ONCE = 8  # prompts, with all their answers, in one backward pass
Asked = list[tuple[Scene, Question]]


@dataclass(frozen=True)
class Rollout:
    """Prompts with their G answers: ids up to the end of turn, in the order of the prompts, and rewards (P, G)."""

    prompts: Prompts
    answers: list[list[int]]
    rewards: Tensor


def roll_out(network: Network, vocabulary: Vocabulary, asked: Asked, writing: Writing) -> Rollout:
    """Samples G answers to every prompt and checks them; an answer that does not end is wrong."""
    prompts = prompts_of(vocabulary, asked)
    answers = answers_of(vocabulary, write(network, vocabulary, prompts, writing))
    rewards = [
        float(answer[-1] == vocabulary.end and is_right(vocabulary, answer, asked[i // writing.group][1].target))
        for i, answer in enumerate(answers)
    ]
    return Rollout(prompts, answers, torch.tensor(rewards).view(len(asked), writing.group))


def answers_batch(vocabulary: Vocabulary, prompts: Prompts, answers: list[list[int]]) -> Batch:
    """Each prompt as the shared prefix of its answers; labels are the answers' tokens, one after the other."""
    group = len(answers) // len(prompts.questions)
    rows: list[list[tuple[int, int, int]]] = []  # id, segment, position
    predicting: list[tuple[int, int]] = []  # row, column
    for row, question in enumerate(prompts.questions):
        prompt = prompt_ids(vocabulary, question, ())
        cells = [(token, 0, at) for at, token in enumerate(prompt)]
        for number, answer in enumerate(answers[row * group : (row + 1) * group]):
            predicting += [(row, len(prompt) - 1), *((row, len(cells) + at) for at in range(len(answer) - 1))]
            cells += [(token, number + 1, len(prompt) + at) for at, token in enumerate(answer)]
        rows.append(cells)
    longest = max(map(len, rows))
    padded = np.array([cells + [(vocabulary.pad, -1, 0)] * (longest - len(cells)) for cells in rows])
    ids, segments, positions = (torch.from_numpy(padded[..., part]) for part in range(3))
    flat = torch.tensor([row * longest + column for row, column in predicting])
    labels = torch.tensor([token for answer in answers for token in answer])
    return Batch(prompts.pixels, ids, segments, positions, flat, labels, len(vocabulary.before_image))


def log_probabilities(network: Network, batch: Batch) -> Tensor:
    """Of every label (N,)."""
    with torch.autocast("cpu", torch.bfloat16):
        x = network.embed(batch.ids, network.embed_images(normalise(batch.pixels)), batch.image_start)
        hidden = network.hidden(x, batch.positions, packed_mask(batch.segments), batch.predicting)
        logits = network.logits(hidden).float()
    return torch.log_softmax(logits, -1).gather(-1, batch.labels[:, None])[:, 0]


@dataclass(frozen=True)
class Piece:
    """Some prompts of a rollout that have something to teach, with the advantage of every answer token (N,)."""

    batch: Batch
    advantages: Tensor


def pieces_of(vocabulary: Vocabulary, rollout: Rollout, mode: str) -> list[Piece]:
    """Leaves out groups without variance (GRPO) and wrong answers (rejection); PROMPTS_AT_ONCE prompts a piece."""
    group = rollout.rewards.shape[1]
    grpo = mode == "grpo"
    weights = (group_advantages if grpo else rejection_weights)(rollout.rewards)
    teaching = [row for row in range(len(weights)) if weights[row].abs().sum() > 0]
    pieces = []
    for start in range(0, len(teaching), PROMPTS_AT_ONCE):
        rows = teaching[start : start + PROMPTS_AT_ONCE]
        prompts = Prompts(rollout.prompts.pixels[rows], [rollout.prompts.questions[row] for row in rows])
        answers = [answer for row in rows for answer in rollout.answers[row * group : (row + 1) * group]]
        lengths = torch.tensor([len(answer) for answer in answers])
        advantages = weights[rows].flatten().repeat_interleave(lengths)
        pieces.append(Piece(answers_batch(vocabulary, prompts, answers), advantages))
    return pieces


def update(
    network: Network,
    start: Network | None,
    optimiser: torch.optim.Optimizer,
    pieces: list[Piece],
    options: argparse.Namespace,
) -> float:
    """`options.updates` steps on one rollout → mean divergence from the start."""
    tokens = sum(len(piece.advantages) for piece in pieces)
    sampled: list[Tensor] = []
    strayed = 0.0
    for _ in range(options.updates):
        for number, piece in enumerate(pieces):
            now = log_probabilities(network, piece.batch)
            if number == len(sampled):
                sampled.append(now.detach())
            loss = policy_loss(now, sampled[number], piece.advantages).sum()
            if start is not None:
                with torch.no_grad():
                    reference = log_probabilities(start, piece.batch)
                apart = divergence(now, reference).sum()
                loss = loss + options.divergence * apart
                strayed += apart.item() / tokens / options.updates
            (loss / tokens).backward()
        nn.utils.clip_grad_norm_([p for p in network.parameters() if p.grad is not None], 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
    return strayed


def told(vocabulary: Vocabulary, rollout: Rollout) -> dict[str, float]:
    """What the log says about a rollout."""
    words = {"wait": vocabulary.encode("wait")[0], "check": vocabulary.encode("check")[0]}
    answers = rollout.answers
    shares = {word: np.mean([token in answer for answer in answers]) for word, token in words.items()}
    spread = (rollout.rewards.std(1, correction=0) > 0).float().mean()
    return {
        "reward": round(float(rollout.rewards.mean()), 4),
        "groups": round(float(spread), 3),
        "worked": round(float(np.mean([vocabulary.think in answer for answer in answers])), 3),
        "tokens": round(float(np.mean([len(answer) for answer in answers])), 1),
        **{word: round(float(share), 3) for word, share in shares.items()},
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="work/<name>.pt and work/<name>/log.jsonl")
    parser.add_argument("--start", type=Path, required=True, help="checkpoint to start from")
    parser.add_argument("--mode", choices=("grpo", "rejection"), default="grpo")
    parser.add_argument("--steps", type=int, default=160)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop earlier, to be resumed")
    parser.add_argument("--prompts", type=int, default=32)
    parser.add_argument("--group", type=int, default=8, help="answers sampled for each prompt")
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--limit", type=int, default=128, help="tokens of an answer at most")
    parser.add_argument("--rate", type=float, default=2.5e-4)
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


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    vocabulary = vocabulary_of(Tokenizer.from_file(str(options.work / "tokenizer.json")))
    path, log_path = options.work / f"{options.name}.pt", options.work / options.name / "log.jsonl"
    resumed = torch.load(path, weights_only=False) if path.exists() else None
    network, record = load_network(path if resumed else options.start)
    start = load_network(options.start)[0].requires_grad_(False) if options.divergence > 0 else None
    network.tower.requires_grad_(False)
    trained = [p for p in network.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=options.rate, betas=(0.9, 0.95), weight_decay=0.0, foreach=True)
    done = 0
    if resumed:
        optimiser.load_state_dict(resumed["optimiser"])
        done = resumed["steps"]
    held_out = one_question_each(Shards(options.validation).scenes(options.evaluate_scenes), seed=1)
    writing = Writing(options.group, options.temperature, options.limit)
    stream = Shards(options.data).shuffled(options.seed, done * options.prompts)
    began = last_save = time.time()
    log(log_path, {"event": "start", "step": done, **record})

    def save_all() -> None:
        kept = {
            **record,
            "rft": {"mode": options.mode, "steps": done, "prompts": options.prompts, "group": options.group},
        }
        content = network_record(network, record["size"], kept)
        save(path, {**content, "optimiser": optimiser.state_dict(), "steps": done})

    while done < options.steps and time.time() - began < 60 * options.minutes:
        if done % options.evaluate_every == 0:
            found = summary(vocabulary, ask(network, vocabulary, held_out, ()))
            log(log_path, {"event": "validation", "step": done, **found})
        torch.manual_seed(options.seed * 1_000_003 + done)
        tick = time.time()
        asked = one_question_each(list(islice(stream, options.prompts)), seed=options.seed + done)
        rollout = roll_out(network, vocabulary, asked, writing)
        sampled = time.time()
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1.0, (done + 1) / 5) * max(0.1, 1 - done / options.steps)
        pieces = pieces_of(vocabulary, rollout, options.mode)
        strayed = update(network, start, optimiser, pieces, options) if pieces else 0.0
        done += 1
        timing = {"sampling": round(sampled - tick, 2), "seconds": round(time.time() - tick, 2)}
        log(log_path, {"step": done, **told(vocabulary, rollout), "divergence": round(strayed, 4), **timing})
        if time.time() - last_save > options.save_seconds:
            save_all()
            last_save = time.time()
    save_all()
    found = summary(vocabulary, ask(network, vocabulary, held_out, ()))
    log(log_path, {"event": "validation", "step": done, **found})


if __name__ == "__main__":
    main()
