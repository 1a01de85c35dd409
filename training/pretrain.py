"""Pre-training of the decoder on packed questions, with the tower frozen. Resumes from its own checkpoint."""

import argparse
import json
import math
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from align import prepare
from checkpoint import load_network, network_record, save
from data import Scene, Shards, one_question_each
from evaluate import evaluate
from muon import optimisers_of, step_both
from network import SIZES, Network, normalise, packed_mask, parameters_of
from packing import Batch, Vocabulary, batch_of, pack, vocabulary_of
from tower import batches, jittered

FLOOR = 0.02  # share of the learning rates that the cosine ends at


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="work/<name>.pt and work/<name>/log.jsonl")
    parser.add_argument("--size", choices=sorted(SIZES), required=True)
    parser.add_argument("--images", type=int, default=100_000, help="pictures until the schedule ends")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop earlier, to be resumed")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--worked", type=float, default=0.3, help="share of questions worked in steps")
    parser.add_argument(
        "--warm-images", type=int, default=0, help="first pictures, asked --warm-kinds in steps more often"
    )
    parser.add_argument("--warm-kinds", nargs="*", default=[])
    parser.add_argument("--warm-worked", type=float, default=0.9)
    parser.add_argument("--muon-rate", type=float, default=0.013)
    parser.add_argument("--adam-rate", type=float, default=2e-3)
    parser.add_argument("--embedding-rate", type=float, default=4e-3)
    parser.add_argument("--hold", type=float, default=0.5, help="share of the run before the cosine")
    parser.add_argument("--start", type=Path, help="checkpoint to start from instead of the structured start")
    parser.add_argument("--evaluate-every", type=int, default=20_000, help="pictures")
    parser.add_argument("--evaluate-scenes", type=int, default=300)
    parser.add_argument("--save-seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", type=Path, default=Path("data/train"))
    parser.add_argument("--validation", type=Path, default=Path("data/validation"))
    parser.add_argument("--work", type=Path, default=Path("work"))
    return parser.parse_args()


def share_of_rate(done: float, hold: float, seen: int) -> float:
    """Warm-up over 3,000 pictures, constant, then a cosine to FLOOR; `done` is 0..1."""
    warm = min(1.0, (seen + 1) / 3000)
    if done < hold:
        return warm
    return warm * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * (done - hold) / (1 - hold))))


def loss_of(network: Network, batch: Batch) -> Tensor:
    """Mean cross entropy of the learned tokens."""
    with torch.no_grad():
        pixels = jittered(normalise(batch.pixels))
    with torch.autocast("cpu", torch.bfloat16):
        x = network.embed(batch.ids, network.embed_images(pixels), batch.image_start)
        mask = packed_mask(batch.segments)
        logits = network.logits(network.hidden(x, batch.positions, mask, batch.predicting))
    return F.cross_entropy(logits.float(), batch.labels)


def packed_batches(options: argparse.Namespace, vocabulary: Vocabulary, seen: int) -> Iterator[Batch]:
    """Batches from the `seen`-th picture on; the same whether resumed or not."""
    stream: Iterator[Scene] = Shards(options.data).shuffled(options.seed, seen)
    for scenes in batches(stream, options.batch):
        random = np.random.default_rng((options.seed, seen))
        warm = options.warm_kinds if seen < options.warm_images else ()
        shares = defaultdict(lambda: options.worked, dict.fromkeys(warm, options.warm_worked))
        rows = [pack(vocabulary, scene, random, shares) for scene in scenes]
        seen += len(scenes)
        yield batch_of(vocabulary, rows)


def fresh_network(options: argparse.Namespace, tokenizer: Tokenizer) -> tuple[Network, dict]:
    """The structured start, or the network of `--start`."""
    if options.start:
        network, record = load_network(options.start)
        return network, {**record, "started_from": options.start.stem}
    network = Network(SIZES[options.size], tokenizer.get_vocab_size())
    network.tower.load_state_dict(torch.load(options.work / "tower.pt")["tower"])
    described = prepare(network, tokenizer, Shards(options.data).scenes(2048))
    return network, {"parameters": parameters_of(network), "described": round(described, 4)}


def log(path: Path, record: dict) -> None:
    """One JSON line to the log and to the screen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record)
    with path.open("a") as file:
        file.write(line + "\n")
    print(line, flush=True)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    vocabulary = vocabulary_of(tokenizer)
    path, log_path = options.work / f"{options.name}.pt", options.work / options.name / "log.jsonl"
    asked = one_question_each(Shards(options.validation).scenes(options.evaluate_scenes), seed=1)
    resumed = torch.load(path, weights_only=False) if path.exists() else None
    network, record = load_network(path) if resumed else fresh_network(options, tokenizer)
    network.tower.requires_grad_(False)
    optimisers = optimisers_of(network, options.muon_rate, options.adam_rate, options.embedding_rate)
    seen, seconds = 0, 0.0
    if resumed:
        optimisers.muon.load_state_dict(resumed["muon"])
        optimisers.adam.load_state_dict(resumed["adam"])
        seen, seconds = resumed["seen"], resumed["seconds"]
    log(log_path, {"event": "start", "seen": seen, **record})

    def save_all() -> None:
        told = {**record, "images": seen, "minutes": round(seconds / 60, 1), "worked": options.worked}
        content = network_record(network, options.size, told)
        states = {"muon": optimisers.muon.state_dict(), "adam": optimisers.adam.state_dict()}
        save(path, {**content, **states, "seen": seen, "seconds": seconds})

    last_save = began = time.time()
    losses: list[float] = []
    stretch, stretch_seen, evaluated = 0.0, seen, seen // options.evaluate_every
    for batch in packed_batches(options, vocabulary, seen):
        if seen >= options.images or time.time() - began > 60 * options.minutes:
            break
        tick = time.time()
        torch.manual_seed(options.seed * 1_000_003 + seen)
        loss = loss_of(network, batch)
        loss.backward()
        share = share_of_rate(seen / options.images, options.hold, seen)
        norm = step_both(optimisers, network, share)
        seen += len(batch.pixels)
        losses.append(loss.item())
        stretch += time.time() - tick
        seconds += time.time() - tick
        if len(losses) == 50:
            told = {
                "seen": seen,
                "loss": round(float(np.mean(losses)), 4),
                "rate": round(share, 4),
                "norm": round(norm, 3),
            }
            log(log_path, {**told, "images_per_second": round((seen - stretch_seen) / stretch, 1)})
            losses, stretch, stretch_seen = [], 0.0, seen
        if time.time() - last_save > options.save_seconds:
            save_all()
            last_save = time.time()
        if seen // options.evaluate_every > evaluated or seen >= options.images:
            evaluated = seen // options.evaluate_every
            log(log_path, {"event": "validation", "seen": seen, **evaluate(network, vocabulary, asked)})
    save_all()


if __name__ == "__main__":
    main()
