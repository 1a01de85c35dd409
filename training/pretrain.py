"""Pre-training of the decoder on packed questions, with the tower frozen. Resumes from its own checkpoint."""

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from align import prepare
from checkpoint import load_network, log, network_record, save
from data import Scene, Shards, one_question_each
from evaluate import evaluate
from muon import Optimisers, optimisers_of, step_both
from network import SIZES, Network, packed_mask, parameters_of
from packing import Batch, batch_of
from pictures import features_of, jittered, normalise
from rows import first_look_row, picture_row, second_look_row
from tower import batches
from vocabulary import Vocabulary, vocabulary_of

LOG_EVERY = 50  # batches
FLOOR = 0.02  # share of the learning rates that the cosine ends at
DETAIL_SCENES = 16384  # first scenes of the data, whose `detail` scenes are the pool for looks


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="work/<name>.pt and work/<name>/log.jsonl")
    parser.add_argument("--size", choices=sorted(SIZES), required=True)
    parser.add_argument("--images", type=int, default=100_000, help="pictures until the schedule ends")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop earlier, to be resumed")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--worked", type=float, default=0.3, help="share of questions worked in steps")
    parser.add_argument("--first-looks", type=float, default=0.15, help="share of batches at half the size, with tools")
    parser.add_argument("--second-looks", type=float, default=0.1, help="share of batches that go on after a call")
    parser.add_argument("--detail", type=float, default=0.5, help="share of looks at scenes of the suite `detail`")
    parser.add_argument(
        "--warm-images", type=int, default=0, help="first pictures, asked --warm-kinds in steps more often"
    )
    parser.add_argument("--warm-kinds", nargs="*", default=[])
    parser.add_argument("--warm-worked", type=float, default=0.9)
    parser.add_argument("--muon-rate", type=float, default=0.013)
    parser.add_argument("--adam-rate", type=float, default=2e-3)
    parser.add_argument("--embedding-rate", type=float, default=4e-3)
    parser.add_argument("--ramp", type=int, default=3000, help="pictures until the learning rates are reached")
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


def share_of_rate(seen: int, options: argparse.Namespace) -> float:
    """Ramps up, holds, then follows a cosine down to FLOOR at `options.images`."""
    ramp = min(1.0, (seen + 1) / options.ramp)
    done = seen / options.images
    if done < options.hold:
        return ramp
    return ramp * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * (done - options.hold) / (1 - options.hold))))


def loss_of(network: Network, batch: Batch) -> Tensor:
    """Mean cross entropy of the learned tokens."""
    with torch.autocast("cpu", torch.bfloat16):
        features = features_of(network, batch.pictures, lambda pixels: jittered(normalise(pixels)))
        x = network.embed(batch.ids, features)
        mask = packed_mask(batch.segments)
        logits = network.logits(network.hidden(x, batch.positions, mask, batch.predicting))
    return F.cross_entropy(logits.float(), batch.labels)


def detail_scenes(options: argparse.Namespace) -> list[Scene]:
    """What looks are drawn from, apart from the stream: the suite made for them is a quarter of it."""
    return [scene for scene in Shards(options.data).scenes(DETAIL_SCENES) if scene.suite == "detail"]


def packed_batches(options: argparse.Namespace, vocabulary: Vocabulary, seen: int) -> Iterator[Batch]:
    """Batches from the `seen`-th picture on, rows of one kind in each; the same whether resumed or not."""
    stream: Iterator[Scene] = Shards(options.data).shuffled(options.seed, seen)
    pool = detail_scenes(options) if options.first_looks + options.second_looks > 0 else []
    for scenes in batches(stream, options.batch):
        random = np.random.default_rng((options.seed, seen))
        warm = options.warm_kinds if seen < options.warm_images else ()
        shares = defaultdict(lambda: options.worked, dict.fromkeys(warm, options.warm_worked))
        draw, seen = random.random(), seen + len(scenes)
        row_of = picture_row
        if draw < options.first_looks + options.second_looks:
            row_of = first_look_row if draw < options.first_looks else second_look_row
            number = round(options.detail * len(scenes)) if pool else 0
            scenes = [*(pool[at] for at in random.integers(len(pool) or 1, size=number)), *scenes[number:]]
        yield batch_of(vocabulary, [row_of(vocabulary, scene, random, shares) for scene in scenes])


@dataclass
class Run:
    """A network in training, `seen` pictures and `seconds` on; `record` is for the model card."""

    network: Network
    optimisers: Optimisers
    record: dict
    seen: int = 0
    seconds: float = 0.0


def fresh_network(options: argparse.Namespace, tokenizer: Tokenizer) -> tuple[Network, dict]:
    """The structured start, or the network of `--start`."""
    if options.start:
        network, record = load_network(options.start)
        return network, {**record, "started_from": options.start.stem}
    network = Network(SIZES[options.size], tokenizer.get_vocab_size())
    network.tower.load_state_dict(torch.load(options.work / "tower.pt")["tower"])
    described = prepare(network, tokenizer, Shards(options.data).scenes(2048))
    return network, {"parameters": parameters_of(network), "described": round(described, 4)}


def open_run(options: argparse.Namespace, tokenizer: Tokenizer) -> Run:
    """From work/<name>.pt where there is one."""
    path = options.work / f"{options.name}.pt"
    torch.manual_seed(options.seed)
    network, record = load_network(path) if path.exists() else fresh_network(options, tokenizer)
    network.tower.requires_grad_(False)
    run = Run(network, optimisers_of(network, options.muon_rate, options.adam_rate, options.embedding_rate), record)
    if path.exists():
        saved = torch.load(path, weights_only=False)
        run.optimisers.muon.load_state_dict(saved["muon"])
        run.optimisers.adam.load_state_dict(saved["adam"])
        run.seen, run.seconds = saved["seen"], saved["seconds"]
    return run


def save_run(run: Run, options: argparse.Namespace) -> None:
    """Network, optimisers and place in the data; the random state follows from the place."""
    told = {**run.record, "images": run.seen, "minutes": round(run.seconds / 60, 1), "worked": options.worked}
    told |= {"first_looks": options.first_looks, "second_looks": options.second_looks}
    states = {"muon": run.optimisers.muon.state_dict(), "adam": run.optimisers.adam.state_dict()}
    content = {**network_record(run.network, options.size, told), **states}
    save(options.work / f"{options.name}.pt", {**content, "seen": run.seen, "seconds": run.seconds})


def learn(run: Run, batch: Batch, options: argparse.Namespace) -> dict[str, float]:
    """One step on one batch → loss, share of the learning rates, gradient norm."""
    torch.manual_seed(options.seed * 1_000_003 + run.seen)
    loss = loss_of(run.network, batch)
    loss.backward()
    rate = share_of_rate(run.seen, options)
    norm = step_both(run.optimisers, run.network, rate)
    run.seen += len(batch.ids)
    return {"loss": loss.item(), "rate": rate, "norm": norm}


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    vocabulary, log_path = vocabulary_of(tokenizer), options.work / options.name / "log.jsonl"
    asked = one_question_each(Shards(options.validation).scenes(options.evaluate_scenes), seed=1)
    run = open_run(options, tokenizer)
    log(log_path, {"event": "start", "seen": run.seen, **run.record})
    last_save = began = tick = time.time()
    steps: list[dict[str, float]] = []
    stretch = 0.0
    for batch in packed_batches(options, vocabulary, run.seen):
        if run.seen >= options.images or time.time() - began > 60 * options.minutes:
            break
        steps.append(learn(run, batch, options))
        stretch += time.time() - tick
        if len(steps) == LOG_EVERY:
            means = {name: round(float(np.mean([step[name] for step in steps])), 4) for name in steps[0]}
            speed = round(LOG_EVERY * options.batch / stretch, 1)
            log(log_path, {"seen": run.seen, **means, "images_per_second": speed})
            run.seconds += stretch
            steps, stretch = [], 0.0
        if time.time() - last_save > options.save_seconds:
            save_run(run, options)
            last_save = time.time()
        if run.seen % options.evaluate_every < options.batch or run.seen >= options.images:
            found = evaluate(run.network, vocabulary, asked)
            log(log_path, {"event": "validation", "seen": run.seen, **found})
        tick = time.time()
    run.seconds += stretch
    save_run(run, options)


if __name__ == "__main__":
    main()
