"""What must hold of the arithmetic, and of what is and is not learned from."""

import json
from pathlib import Path

import torch

from data import Shards, one_question_each
from evaluate import is_right, prompts_of, reading
from grpo import CLIP, divergence, group_advantages, policy_loss, rejection_weights
from network import Network
from packing import Vocabulary
from rft import pieces_of
from rollout import Rollout, log_probabilities

SCORE_CASES = Path(__file__).parent / "../packages/bench/src/suites/score-cases.json"


def test_advantages_have_mean_zero_and_spread_one() -> None:
    advantages = group_advantages(torch.tensor([[1.0, 0, 0, 1], [0, 0, 0, 1]]))
    assert advantages.mean(1).abs().max() < 1e-6
    assert torch.allclose(advantages.std(1, correction=0), torch.ones(2))


def test_a_group_that_agrees_has_no_advantage() -> None:
    assert group_advantages(torch.tensor([[1.0] * 4, [0.0] * 4])).abs().max() == 0


def test_the_gradient_at_ratio_one_is_that_of_the_policy_gradient() -> None:
    logits = torch.randn(5, 7, requires_grad=True)
    log_probability = torch.log_softmax(logits, -1)[:, 2]
    advantages = torch.tensor([1.0, -2, 0, 0.5, 3])
    loss = policy_loss(log_probability, log_probability.detach(), advantages).sum()
    plain = -(log_probability * advantages).sum()
    assert torch.allclose(*(torch.autograd.grad(x, logits, retain_graph=True)[0] for x in (loss, plain)))


def test_beyond_the_clip_there_is_nothing_to_gain() -> None:
    now = torch.tensor([CLIP + 0.1, -CLIP - 0.2], requires_grad=True)
    policy_loss(now, torch.zeros(2), torch.tensor([1.0, -1.0])).sum().backward()
    assert now.grad.abs().max() == 0


def test_divergence_is_zero_at_the_start_and_positive_elsewhere() -> None:
    now, start = torch.randn(100), torch.randn(100)
    assert divergence(now, now).abs().max() == 0
    assert divergence(now, start).min() > 0


def test_a_two_armed_bandit_is_solved() -> None:
    torch.manual_seed(0)
    preference = torch.zeros(2, requires_grad=True)
    optimiser = torch.optim.Adam([preference], lr=0.1)
    for _ in range(60):
        arms = torch.multinomial(torch.softmax(preference.detach(), -1), 32, replacement=True)
        advantages = group_advantages((arms == 1).float().view(4, 8)).flatten()
        now = torch.log_softmax(preference, -1)[arms]
        optimiser.zero_grad()
        policy_loss(now, now.detach(), advantages).mean().backward()
        optimiser.step()
    assert torch.softmax(preference, -1)[1] > 0.95


def test_rejection_learns_from_right_answers_only_and_equally_by_prompt() -> None:
    weights = rejection_weights(torch.tensor([[1.0, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]]))
    assert torch.equal(weights, torch.tensor([[4.0, 0, 0, 0], [2, 2, 0, 0], [0, 0, 0, 0]]))


def test_only_groups_with_variance_are_learned_from_and_only_their_written_tokens(
    network: Network, vocabulary: Vocabulary, shards: Shards
) -> None:
    asked = one_question_each(shards.scenes(3), seed=0)
    answers = [[*vocabulary.encode("3" * n), vocabulary.end] for n in (1, 2, 3, 4, 5, 6)]
    rewards = torch.tensor([[1.0, 1], [1, 0], [0, 0]])
    (piece,) = pieces_of(vocabulary, Rollout(prompts_of(vocabulary, asked), answers, rewards), "grpo")
    assert piece.batch.labels.tolist() == answers[2] + answers[3]
    assert torch.allclose(piece.advantages, torch.tensor([1.0] * 4 + [-1.0] * 5))
    now = log_probabilities(network, piece.batch)
    policy_loss(now, now.detach(), torch.zeros_like(now)).sum().backward()
    assert all(p.grad is None or p.grad.abs().max() == 0 for p in network.parameters())
    network.zero_grad(set_to_none=True)


def test_the_reward_marks_answers_as_the_suites_do(vocabulary: Vocabulary) -> None:
    for case in json.loads(SCORE_CASES.read_text()):
        ids = vocabulary.tokenizer.encode(case["answer"]).ids
        assert is_right(vocabulary, ids, case["target"]) == case["right"], case
    assert reading(vocabulary, vocabulary.tokenizer.encode("7</answer>").ids) is None
