"""Pictures as tensors: bytes (B, height, width, 3) on disk, normalised pixels (B, 3, height, width) for the tower."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from network import Network

BITS = 22
IMAGE_MEAN, IMAGE_STD = 0.5, 0.5


def normalise(pixels: Tensor) -> Tensor:
    """Bytes (B, height, width, 3) → normalised pixels (B, 3, height, width)."""
    return (pixels.permute(0, 3, 1, 2).float() / 255 - IMAGE_MEAN) / IMAGE_STD


def halving(side: int) -> np.ndarray:
    """Lanczos weights (side, side / 2) from a row of pixels to one of half as many, at Pillow's 22 bits."""
    x = (np.arange(side)[:, None] + 0.5) / 2 - (np.arange(side // 2) + 0.5)
    weights = np.where(abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)
    return np.round(weights / weights.sum(0) * 2**BITS)


def halved(pixels: np.ndarray) -> np.ndarray:
    """Bytes (…, side, side, 3) → (…, side / 2, side / 2, 3), the bytes that Pillow's LANCZOS gives.

    First along the rows, then along the columns, rounded in between; double precision holds these whole numbers.
    """
    weights = halving(pixels.shape[-2])
    for _ in range(2):
        sums = np.moveaxis(pixels, -2, -1) @ weights  # the pixels of a row stand last
        pixels = np.floor(sums / 2**BITS + 0.5).clip(0, 255).astype(np.uint8)
        pixels = np.moveaxis(pixels, -1, -2).swapaxes(-3, -2)  # rows become columns
    return pixels


def jittered(pixels: Tensor) -> Tensor:
    """Brightness and contrast a little off by picture, and a little noise; pixels are normalised."""
    gain = 1 + 0.06 * torch.randn(len(pixels), 3, 1, 1)
    shift = 0.04 * torch.randn(len(pixels), 3, 1, 1)
    return pixels * gain + shift + 0.03 * torch.randn_like(pixels)


def features_of(
    network: Network, pictures: Sequence[np.ndarray], prepared: Callable[[Tensor], Tensor] = normalise
) -> Tensor:
    """Features (N, C) of pictures of any sizes, patch after patch in their order: one call of the tower a size."""
    found: dict[int, Tensor] = {}
    for side in sorted({len(picture) for picture in pictures}):
        at = [number for number, picture in enumerate(pictures) if len(picture) == side]
        pixels = torch.from_numpy(np.stack([pictures[number] for number in at]))
        found.update(zip(at, network.embed_images(prepared(pixels)), strict=True))
    return torch.cat([found[number] for number in range(len(pictures))])
