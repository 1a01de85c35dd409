"""Samples answers, checks them, and lays them out for one forward."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from data import Question, Scene
from evaluate import answers_of, is_right, prompts_of
from network import Network, packed_mask
from packing import Batch, Vocabulary
from pictures import image_tokens, normalise
from sampler import Prompts, Writing, prompt_ids, write


@dataclass(frozen=True)
class Rollout:
    """Prompts with their G answers: ids up to the end of turn, in the order of the prompts, and rewards (P, G)."""

    prompts: Prompts
    answers: list[list[int]]
    rewards: Tensor


def roll_out(
    network: Network, vocabulary: Vocabulary, asked: list[tuple[Scene, Question]], writing: Writing
) -> Rollout:
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
        prompt = prompt_ids(vocabulary, image_tokens(prompts.pixels), question)
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


def told_of(vocabulary: Vocabulary, rollout: Rollout) -> dict[str, float]:
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
