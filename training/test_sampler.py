"""The cache writes what the whole forward would."""

import numpy as np
import pytest
import torch

from conftest import QUESTIONS
from network import Network, packed_mask
from packing import Vocabulary
from pictures import normalise
from rollout import answers_batch, log_probabilities
from sampler import Prompts, Writing, prompt_ids, write


@pytest.fixture(scope="module")
def prompts(vocabulary: Vocabulary) -> Prompts:
    pixels = np.random.default_rng(0).integers(0, 256, (len(QUESTIONS), 64, 64, 3), dtype=np.uint8)
    return Prompts(torch.from_numpy(pixels), [vocabulary.encode(question) for question in QUESTIONS])


@torch.no_grad()
def whole_forward(network: Network, vocabulary: Vocabulary, ids: list[int], pixels: torch.Tensor) -> torch.Tensor:
    """Logits (S, vocabulary) without a cache."""
    x = network.embedding(torch.tensor([ids]))
    x[torch.tensor([ids]) == vocabulary.image] = network.embed_images(normalise(pixels[None]))[0]
    mask = packed_mask(torch.zeros(1, len(ids), dtype=torch.long))
    return network.logits(network.hidden(x, torch.arange(len(ids))[None], mask))[0]


def test_greedy_answers_are_those_of_the_whole_forward(
    network: Network, vocabulary: Vocabulary, prompts: Prompts
) -> None:
    answers = write(network, vocabulary, prompts, Writing(limit=20, forced=(vocabulary.think,)))
    for question, pixels, answer in zip(prompts.questions, prompts.pixels, answers.tolist(), strict=True):
        assert answer[0] == vocabulary.think
        length = answer.index(vocabulary.end) + 1 if vocabulary.end in answer else len(answer)
        ids = [*prompt_ids(vocabulary, 64, question), *answer[:length]]
        logits = whole_forward(network, vocabulary, ids, pixels)[-length:-1]
        chosen = logits[torch.arange(length - 1), answer[1:length]]
        assert (logits.max(-1).values - chosen).max() < 1e-4


def test_samples_of_a_group_at_temperature_zero_are_alike(
    network: Network, vocabulary: Vocabulary, prompts: Prompts
) -> None:
    single = write(network, vocabulary, prompts, Writing(limit=12))
    grouped = write(network, vocabulary, prompts, Writing(limit=12, group=3))
    assert torch.equal(grouped.view(3, 3, -1), single[:, None].expand(-1, 3, -1))


def test_nothing_is_written_after_the_end_of_turn(network: Network, vocabulary: Vocabulary, prompts: Prompts) -> None:
    torch.manual_seed(1)
    answers = write(network, vocabulary, prompts, Writing(limit=80, group=4, temperature=3.0)).tolist()
    ended = [answer for answer in answers if vocabulary.end in answer]
    assert ended
    for answer in ended:
        assert set(answer[answer.index(vocabulary.end) + 1 :]) <= {vocabulary.pad}


def test_packed_log_probabilities_are_those_of_each_answer_alone(
    network: Network, vocabulary: Vocabulary, prompts: Prompts
) -> None:
    random = np.random.default_rng(2)
    answers = [random.integers(0, 200, length).tolist() for length in (3, 9, 1, 14, 6, 2)]
    with torch.no_grad():
        packed = log_probabilities(network, answers_batch(vocabulary, prompts, answers))
    alone = []
    for number, answer in enumerate(answers):
        ids = [*prompt_ids(vocabulary, 64, prompts.questions[number // 2]), *answer]
        logits = whole_forward(network, vocabulary, ids, prompts.pixels[number // 2])
        rows = torch.log_softmax(logits, -1)[-len(answer) - 1 : -1]
        alone.append(rows[torch.arange(len(answer)), answer])
    assert (packed - torch.cat(alone)).abs().max() < 0.1  # bfloat16 against float32
