"""The arithmetic of reinforcement fine-tuning, free of networks.

GRPO (Shao et al., DeepSeekMath, arXiv 2402.03300). For each prompt, G answers with rewards r:
    A_i = (r_i − mean r) / std r
    loss = −mean over tokens of min(ρ A, clip(ρ, 1 − ε, 1 + ε) A) + β (exp Δ − Δ − 1)
with ρ = π / π_old and Δ = log π_start − log π. N tokens of all answers lie one after the other.
"""

import torch
from torch import Tensor

CLIP = 0.2
AGREED = 1e-4  # spread of rewards below which a group has nothing to teach


def group_advantages(rewards: Tensor) -> Tensor:
    """(P, G) → each reward's distance from its group's mean in standard deviations; 0 where a group agrees."""
    centred = rewards - rewards.mean(1, keepdim=True)
    spread = rewards.std(1, keepdim=True, correction=0)
    return torch.where(spread > AGREED, centred / spread, 0.0)


def policy_loss(now: Tensor, before: Tensor, advantages: Tensor) -> Tensor:
    """Clipped surrogate of each token (N,), from log-probabilities now and when sampled, and advantages."""
    ratio = torch.exp(now - before)
    return -torch.minimum(ratio * advantages, ratio.clamp(1 - CLIP, 1 + CLIP) * advantages)


def divergence(now: Tensor, start: Tensor) -> Tensor:
    """Schulman's estimate of KL(now ‖ start) at each token (N,); never negative."""
    difference = start - now
    return torch.exp(difference) - difference - 1
