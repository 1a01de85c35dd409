"""The cache writes what the whole forward would."""

import numpy as np
import pytest
import torch

from network import SIZES, Network, normalise, packed_mask
from packing import Vocabulary, vocabulary_of
from sampler import Prompts, Writing, prompt_ids, write
from tokenizer import TEMPLATE_TEXT, train

QUESTIONS = ["How many red circles are there?", "What does it say?", "Is the red circle left of it?"]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return vocabulary_of(train([TEMPLATE_TEXT * 3, "1\n\n2\n\n3", *QUESTIONS * 3]))


@pytest.fixture(scope="module")
def network(vocabulary: Vocabulary) -> Network:
    torch.manual_seed(0)
    network = Network(SIZES["tiny"], vocabulary.tokenizer.get_vocab_size())
    for layer in network.layers:
        torch.nn.init.normal_(layer.query.bias)
    return network


def prompts_of(vocabulary: Vocabulary) -> Prompts:
    pixels = np.random.default_rng(0).integers(0, 256, (len(QUESTIONS), 64, 64, 3), dtype=np.uint8)
    return Prompts(torch.from_numpy(pixels), [vocabulary.encode(question) for question in QUESTIONS])


@torch.no_grad()
def next_logits(network: Network, vocabulary: Vocabulary, ids: list[int], pixels: torch.Tensor) -> torch.Tensor:
    """A forward over everything, without a cache."""
    x = network.embedding(torch.tensor([ids]))
    x[torch.tensor([ids]) == vocabulary.image] = network.embed_images(normalise(pixels[None]))[0]
    mask = packed_mask(torch.zeros(1, len(ids), dtype=torch.long))
    return network.logits(network.hidden(x, torch.arange(len(ids))[None], mask))[0, -1]


def test_greedy_answers_are_those_of_the_whole_forward(network: Network, vocabulary: Vocabulary) -> None:
    prompts = prompts_of(vocabulary)
    answers = write(network, vocabulary, prompts, Writing(limit=20, forced=(vocabulary.think,)))
    for question, pixels, answer in zip(prompts.questions, prompts.pixels, answers.tolist(), strict=True):
        ids = prompt_ids(vocabulary, question, ())
        assert answer[0] == vocabulary.think
        for at in range(1, len(answer)):
            if vocabulary.end in answer[:at]:
                assert answer[at] == vocabulary.pad
                continue
            logits = next_logits(network, vocabulary, [*ids, *answer[:at]], pixels)
            assert logits.max() - logits[answer[at]] < 1e-4


def test_samples_of_a_group_at_temperature_zero_are_alike(network: Network, vocabulary: Vocabulary) -> None:
    prompts = prompts_of(vocabulary)
    single = write(network, vocabulary, prompts, Writing(limit=12))
    grouped = write(network, vocabulary, prompts, Writing(limit=12, group=3))
    assert torch.equal(grouped.view(3, 3, -1), single[:, None].expand(-1, 3, -1))


def test_finished_prompts_leave_without_disturbing_the_others(network: Network, vocabulary: Vocabulary) -> None:
    prompts = prompts_of(vocabulary)
    torch.manual_seed(1)
    answers = write(network, vocabulary, prompts, Writing(limit=60, group=2, temperature=4.0)).tolist()
    for answer in answers:
        if vocabulary.end in answer:
            rest = answer[answer.index(vocabulary.end) + 1 :]
            assert set(rest) <= {vocabulary.pad}
