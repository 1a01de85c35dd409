"""Muon for the matrices and AdamW for everything else, as one pair of optimisers.

Muon: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024): momentum, then the
nearest orthogonal matrix by five Newton-Schulz steps. Matrices of one shape are turned together.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
WEIGHT_DECAY = 0.02
COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalised(matrices: Tensor) -> Tensor:
    """(n, rows, columns) → about the nearest matrices with orthonormal rows or columns, in bfloat16."""
    wide = matrices.shape[1] <= matrices.shape[2]
    x = (matrices if wide else matrices.transpose(1, 2)).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    a, b, c = COEFFICIENTS
    for _ in range(5):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x if wide else x.transpose(1, 2)


class Muon(torch.optim.Optimizer):
    """Muon over two-dimensional parameters."""

    def __init__(self, matrices: list[Tensor], lr: float):
        by_shape: dict[tuple[int, ...], list[Tensor]] = {}
        for matrix in matrices:
            by_shape.setdefault(tuple(matrix.shape), []).append(matrix)
        super().__init__([{"params": group} for group in by_shape.values()], {"lr": lr})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            matrices = group["params"]
            gradients = torch.stack([matrix.grad for matrix in matrices])
            state = self.state[matrices[0]]
            momentum = state.setdefault("momentum", torch.zeros_like(gradients)).mul_(MOMENTUM).add_(gradients)
            update = orthogonalised(gradients + MOMENTUM * momentum).float()
            scale = max(1.0, update.shape[1] / update.shape[2]) ** 0.5
            for matrix, change in zip(matrices, update, strict=True):
                matrix.mul_(1 - group["lr"] * WEIGHT_DECAY).add_(change, alpha=-group["lr"] * scale)


@dataclass(frozen=True)
class Optimisers:
    """Both optimisers with the learning rates they start from."""

    muon: Muon
    adam: torch.optim.AdamW
    rates: tuple[float, ...]


def optimisers_of(network: nn.Module, muon_rate: float, adam_rate: float, embedding_rate: float) -> Optimisers:
    """Every parameter that wants a gradient: linear layers to Muon, embeddings and the rest to AdamW."""
    named = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    matrices = [p for name, p in named if p.dim() == 2 and "embedding" not in name]
    tables = [p for name, p in named if "embedding" in name or "image_positions" in name]
    taken = {id(p) for p in (*matrices, *tables)}
    rest = [p for _, p in named if id(p) not in taken]
    groups = [{"params": rest, "lr": adam_rate}, {"params": tables, "lr": embedding_rate}]
    adam = torch.optim.AdamW(
        [group for group in groups if group["params"]], betas=(0.9, 0.98), weight_decay=0.0, foreach=True
    )
    muon = Muon(matrices, muon_rate)
    return Optimisers(muon, adam, tuple(g["lr"] for o in (muon, adam) for g in o.param_groups))


def step_both(optimisers: Optimisers, network: nn.Module, share: float) -> float:
    """Clips the gradient to norm 1 and steps at `share` of the learning rates → the norm before clipping."""
    norm = nn.utils.clip_grad_norm_([p for p in network.parameters() if p.grad is not None], 1.0)
    groups = [*optimisers.muon.param_groups, *optimisers.adam.param_groups]
    for group, rate in zip(groups, optimisers.rates, strict=True):
        group["lr"] = rate * share
    optimisers.muon.step()
    optimisers.adam.step()
    network.zero_grad(set_to_none=True)
    return float(norm)
