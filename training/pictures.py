"""Pictures as tensors: bytes (B, height, width, 3) on disk, normalised pixels (B, 3, height, width) for the tower."""

import torch
from torch import Tensor

from network import PATCH_SIZE

IMAGE_MEAN, IMAGE_STD = 0.5, 0.5


def normalise(pixels: Tensor) -> Tensor:
    """Bytes (B, height, width, 3) → normalised pixels (B, 3, height, width)."""
    return (pixels.permute(0, 3, 1, 2).float() / 255 - IMAGE_MEAN) / IMAGE_STD


def halved(pixels: Tensor) -> Tensor:
    """Bytes (B, height, width, 3) → means of 2 × 2 pixels, rounded, as bytes."""
    batch, height, width, _ = pixels.shape
    blocks = pixels.view(batch, height // 2, 2, width // 2, 2, 3).float()
    return blocks.mean((2, 4)).round().to(torch.uint8)


def jittered(pixels: Tensor) -> Tensor:
    """Brightness and contrast a little off by picture, and a little noise; pixels are normalised."""
    gain = 1 + 0.06 * torch.randn(len(pixels), 3, 1, 1)
    shift = 0.04 * torch.randn(len(pixels), 3, 1, 1)
    return pixels * gain + shift + 0.03 * torch.randn_like(pixels)


def image_tokens(pixels: Tensor) -> int:
    """How many image tokens a picture of (B, height, width, 3) becomes."""
    return pixels.shape[1] * pixels.shape[2] // PATCH_SIZE**2
