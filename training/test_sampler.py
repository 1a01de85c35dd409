"""The cache writes what the whole forward would."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from answers import answers_batch, log_probabilities
from conftest import QUESTIONS
from conversation import Conversation, first_look, plain, second_look
from dialogue import Turn
from network import Network, packed_mask
from pictures import features_of
from sampler import Writing, choose, keep, prefill, slots_of, step, write
from vocabulary import Vocabulary


@pytest.fixture(scope="module")
def prompts(vocabulary: Vocabulary) -> list[Conversation]:
    """An ordinary prompt, a first look and a second look: pictures of two sizes."""
    pictures = np.random.default_rng(0).integers(0, 256, (3, 64, 64, 3), dtype=np.uint8)
    first = first_look(vocabulary, pictures[1], QUESTIONS[1])
    again = first_look(vocabulary, pictures[2], QUESTIONS[2])
    return [
        plain(vocabulary, pictures[0], QUESTIONS[0]),
        first,
        second_look(vocabulary, again, vocabulary.asking, pictures[2]),
    ]


@torch.no_grad()
def whole_forward(network: Network, prompt: Conversation, answer: Sequence[int]) -> torch.Tensor:
    """Logits (S, vocabulary) without a cache."""
    ids = torch.tensor([[*prompt.ids, *answer]])
    x = network.embed(ids, features_of(network, prompt.pictures))
    mask = packed_mask(torch.zeros_like(ids))
    return network.logits(network.hidden(x, torch.arange(ids.shape[1])[None], mask))[0]


def test_greedy_answers_are_those_of_the_whole_forward(
    network: Network, vocabulary: Vocabulary, prompts: list[Conversation]
) -> None:
    answers = write(network, vocabulary, prompts, Writing(limit=20, forced=(vocabulary.think,)))
    for prompt, answer in zip(prompts, answers, strict=True):
        assert answer[0] == vocabulary.think
        logits = whole_forward(network, prompt, answer)[-len(answer) : -1]
        logits[:, vocabulary.image] = -torch.inf
        chosen = logits[torch.arange(len(answer) - 1), answer[1:]]
        assert (logits.max(-1).values - chosen).max() < 1e-4


def test_samples_of_a_prompt_at_temperature_zero_are_alike(
    network: Network, vocabulary: Vocabulary, prompts: list[Conversation]
) -> None:
    single = write(network, vocabulary, prompts, Writing(limit=12))
    grouped = write(network, vocabulary, prompts, Writing(limit=12), [2, 1, 4])
    assert grouped == [single[0]] * 2 + [single[1]] + [single[2]] * 4


@torch.no_grad()
def test_samples_go_on_the_same_when_others_are_dropped(
    network: Network, vocabulary: Vocabulary, prompts: list[Conversation]
) -> None:
    torch.manual_seed(3)
    owners = torch.tensor([0, 0, 0, 1, 2, 2, 2])
    cache, _ = prefill(network, vocabulary, prompts, owners, Writing(limit=8))
    tokens = torch.randint(4, 200, (5, len(owners)))
    for time in range(4):
        step(network, cache, tokens[time], time)
    rows = torch.tensor([1, 4, 6])
    kept = keep(cache, rows)
    assert (len(kept.prompt[0][0]), kept.width) == (2, 2)
    there, here = step(network, cache, tokens[4], 4)[rows], step(network, kept, tokens[4][rows], 4)
    assert torch.allclose(there, here, atol=1e-5)


def test_nothing_is_written_after_the_end_of_turn(
    network: Network, vocabulary: Vocabulary, prompts: list[Conversation]
) -> None:
    torch.manual_seed(1)
    answers = write(network, vocabulary, prompts, Writing(3.0, 80), [9, 5, 7])
    lengths = {len(answer) for answer in answers}
    assert len(lengths) > 3 and max(lengths) <= 80
    for answer in answers:
        assert vocabulary.end not in answer[:-1] and vocabulary.image not in answer
        assert len(answer) == 80 or answer[-1] == vocabulary.end


def test_draws_follow_the_probabilities() -> None:
    torch.manual_seed(0)
    logits = torch.tensor([-torch.inf, 0.0, 2.0, -torch.inf, 1.0, -torch.inf])
    for temperature in (1.0, 0.5):
        drawn = choose(logits.expand(40_000, -1), temperature).bincount(minlength=6) / 40_000
        expected = torch.softmax(logits / temperature, -1)
        assert (drawn - expected).abs().max() < 0.01
        assert (drawn[expected == 0] == 0).all()
    assert choose(logits[None], 0.0).tolist() == [2]


def test_slots_stand_side_by_side_for_each_prompt() -> None:
    slots, width = slots_of(torch.tensor([0, 0, 0, 1, 2, 2]))
    assert (slots.tolist(), width) == ([0, 1, 2, 3, 6, 7], 3)


def test_packed_log_probabilities_are_those_of_each_answer_alone(
    network: Network, vocabulary: Vocabulary, prompts: list[Conversation]
) -> None:
    random = np.random.default_rng(2)
    answers = [random.integers(4, 200, length).tolist() for length in (3, 9, 1, 14, 6, 2)]
    turns = [
        Turn(prompts[0], answers[:2], [0, 1]),
        Turn(prompts[1], answers[2:5], [2, 3, 4]),
        Turn(prompts[2], answers[5:], [5]),
    ]
    with torch.no_grad():
        packed = log_probabilities(network, answers_batch(vocabulary, turns))
    alone = []
    for turn in turns:
        for answer in turn.answers:
            logits = whole_forward(network, turn.prompt, answer)
            rows = torch.log_softmax(logits, -1)[-len(answer) - 1 : -1]
            alone.append(rows[torch.arange(len(answer)), answer])
    assert (packed - torch.cat(alone)).abs().max() < 0.1  # bfloat16 against float32
