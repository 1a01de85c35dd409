"""What must hold of the arithmetic."""

import torch

from grpo import CLIP, divergence, group_advantages, policy_loss


def test_advantages_have_mean_zero_and_spread_one() -> None:
    advantages = group_advantages(torch.tensor([[1.0, 0, 0, 1], [0, 0, 0, 1]]))
    assert advantages.mean(1).abs().max() < 1e-6
    assert torch.allclose(advantages.std(1, correction=0), torch.ones(2))


def test_a_group_that_agrees_has_no_advantage_whatever_its_rewards_round_to() -> None:
    assert group_advantages(torch.tensor([[1.0] * 7, [0.0] * 7, [1.4] * 7, [0.1 + 1.3] * 7])).abs().max() == 0


def test_the_gradient_at_ratio_one_is_that_of_the_policy_gradient() -> None:
    logits = torch.randn(5, 7, requires_grad=True)
    log_probability = torch.log_softmax(logits, -1)[:, 2]
    advantages = torch.tensor([1.0, -2, 0, 0.5, 3])
    loss = policy_loss(log_probability, log_probability.detach(), advantages).sum()
    plain = -(log_probability * advantages).sum()
    assert torch.allclose(*(torch.autograd.grad(x, logits, retain_graph=True)[0] for x in (loss, plain)))


def test_beyond_the_clip_there_is_nothing_to_gain_but_the_way_back_is_open() -> None:
    far = torch.tensor([CLIP + 0.1, -CLIP - 0.2])
    for advantages, moves in ((torch.tensor([1.0, -1.0]), False), (torch.tensor([-1.0, 1.0]), True)):
        now = far.clone().requires_grad_()
        policy_loss(now, torch.zeros(2), advantages).sum().backward()
        assert bool((now.grad.abs() > 0).all()) is moves
        assert bool((now.grad == 0).all()) is not moves


def test_divergence_is_zero_at_the_start_and_positive_elsewhere() -> None:
    torch.manual_seed(0)
    now, start = torch.randn(100), torch.randn(100)
    assert divergence(now, now).abs().max() == 0
    assert divergence(now, start).min() > 0


def test_divergence_averages_to_the_divergence_of_the_distributions() -> None:
    torch.manual_seed(0)
    now, start = torch.log_softmax(torch.randn(6), -1), torch.log_softmax(torch.randn(6), -1)
    exact = (now.exp() * (now - start)).sum()
    assert torch.allclose((now.exp() * divergence(now, start)).sum(), exact, atol=1e-6)


def solved(updates: int, weight: float) -> tuple[float, float]:
    """Probability of the only arm that pays, of four, after some training; and its divergence from the start."""
    torch.manual_seed(0)
    start = torch.log_softmax(torch.zeros(4), -1)
    preference = torch.zeros(4, requires_grad=True)
    optimiser = torch.optim.Adam([preference], lr=0.1)
    for _ in range(60 // updates):
        arms = torch.multinomial(torch.softmax(preference.detach(), -1), 32, replacement=True)
        advantages = group_advantages((arms == 1).float().view(4, 8)).flatten()
        before = torch.log_softmax(preference.detach(), -1)[arms]
        for _ in range(updates):
            now = torch.log_softmax(preference, -1)[arms]
            optimiser.zero_grad()
            (policy_loss(now, before, advantages) + weight * divergence(now, start[arms])).mean().backward()
            optimiser.step()
    final = torch.log_softmax(preference.detach(), -1)
    return float(final[1].exp()), float((final.exp() * (final - start)).sum())


def test_a_bandit_is_solved_with_one_and_with_several_updates_a_draw() -> None:
    assert solved(updates=1, weight=0.0)[0] > 0.95
    assert solved(updates=3, weight=0.0)[0] > 0.9


def test_a_price_on_divergence_keeps_the_policy_near_its_start() -> None:
    assert solved(updates=1, weight=1.0)[1] < 0.5 * solved(updates=1, weight=0.0)[1]
