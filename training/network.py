"""A small vision-language model: convolutional ViT tower, linear projector, Qwen2-style decoder.

Tensors are float32. B images or rows, S positions, T new positions, C hidden width, H heads, D head width.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HEAD_DIM = 32
TOWER_WIDTH = 96
PATCH_SIZE = 8
GRID = 8  # patches along one side of a full image of 64 × 64 pixels
ROPE_THETA = 10000.0
NORM_EPSILON = 1e-6
MAX_POSITIONS = 512
EMBEDDING_STD = 0.3
IMAGE = 3  # the id of <image>: the tokenizer's special tokens come first


@dataclass(frozen=True)
class Size:
    """Widths and depths of one decoder."""

    hidden: int
    layers: int
    heads: int
    key_value_heads: int
    feed_forward: int


SIZES = {
    "tiny": Size(hidden=32, layers=2, heads=1, key_value_heads=1, feed_forward=64),  # for tests
    "small": Size(hidden=96, layers=4, heads=3, key_value_heads=1, feed_forward=256),
    "large": Size(hidden=160, layers=5, heads=5, key_value_heads=1, feed_forward=416),
}


class RMSNorm(nn.Module):
    """Root-mean-square norm with a learned gain."""

    def __init__(self, width: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + NORM_EPSILON) * self.weight


class TowerBlock(nn.Module):
    """One pre-norm ViT block with full attention between patches."""

    def __init__(self, width: int):
        super().__init__()
        self.attention_norm, self.feed_forward_norm = RMSNorm(width), RMSNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:  # (B, N, C)
        batch, patches, width = x.shape
        heads = self.query_key_value(self.attention_norm(x)).view(batch, patches, 3, width // HEAD_DIM, HEAD_DIM)
        query, key, value = heads.permute(2, 0, 3, 1, 4)  # (B, H, N, D) each
        mixed = torch.softmax(query @ key.transpose(-1, -2) * HEAD_DIM**-0.5, -1) @ value
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, patches, width))
        return x + self.down(F.gelu(self.up(self.feed_forward_norm(x))))


def pooled(table: Tensor, height: int, width: int) -> Tensor:
    """A (1, C, 8, 8) table of positions averaged down to height × width: at half the scale, means of 2 × 2."""
    return F.interpolate(table, (height, width), mode="bilinear", align_corners=False)


class Tower(nn.Module):
    """Turns normalised pixels (B, 3, height, width) into one vector a patch (B, N, 96), raster order."""

    def __init__(self, blocks: int = 1):
        super().__init__()
        widths = (3, 16, 48, TOWER_WIDTH)
        self.stem = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in pairwise(widths))
        self.positions = nn.Parameter(torch.randn(1, TOWER_WIDTH, GRID, GRID) * 0.02)
        self.blocks = nn.ModuleList(TowerBlock(TOWER_WIDTH) for _ in range(blocks))
        self.norm = RMSNorm(TOWER_WIDTH)

    def forward(self, pixels: Tensor) -> Tensor:
        x = F.relu(self.stem[1](F.relu(self.stem[0](pixels))))
        x = self.stem[2](x)
        x = (x + pooled(self.positions, *x.shape[-2:])).flatten(2).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


class DecoderLayer(nn.Module):
    """Weights of one Qwen2 layer; `transform` and `feed_forward` use them."""

    def __init__(self, size: Size):
        super().__init__()
        shared = size.key_value_heads * HEAD_DIM
        self.attention_norm, self.feed_forward_norm = RMSNorm(size.hidden), RMSNorm(size.hidden)
        self.query = nn.Linear(size.hidden, size.heads * HEAD_DIM)
        self.key, self.value = nn.Linear(size.hidden, shared), nn.Linear(size.hidden, shared)
        self.output = nn.Linear(size.heads * HEAD_DIM, size.hidden, bias=False)
        self.gate = nn.Linear(size.hidden, size.feed_forward, bias=False)
        self.up = nn.Linear(size.hidden, size.feed_forward, bias=False)
        self.down = nn.Linear(size.feed_forward, size.hidden, bias=False)
        for linear in (self.output, self.down):
            nn.init.normal_(linear.weight, std=0.5 * (linear.in_features * size.layers) ** -0.5)

    def queries_keys_values(self, x: Tensor, rotation: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """x (B, S, C) → rotated queries (B, S, H, D), rotated keys and values (B, S, KV, D)."""
        linears = (self.query, self.key, self.value)
        fused = F.linear(
            self.attention_norm(x), torch.cat([p.weight for p in linears]), torch.cat([p.bias for p in linears])
        ).unflatten(-1, (-1, HEAD_DIM))
        shared = self.key.out_features // HEAD_DIM
        turned = rotate(fused[..., :-shared, :], rotation)
        return turned[..., :-shared, :], turned[..., -shared:, :], fused[..., -shared:, :]

    def after_attention(self, x: Tensor, mixed: Tensor) -> Tensor:
        """Adds the attention's output projection, then the SwiGLU feed-forward, to x (B, S, C)."""
        x = x + self.output(mixed)
        gate_up = F.linear(self.feed_forward_norm(x), torch.cat([self.gate.weight, self.up.weight]))
        gate, up = gate_up.chunk(2, -1)
        return x + self.down(F.silu(gate) * up)


def rotation_table() -> tuple[Tensor, Tensor]:
    """Cosines and sines (MAX_POSITIONS, D/2) of rotary positions."""
    frequencies = ROPE_THETA ** (-torch.arange(0, HEAD_DIM, 2).float() / HEAD_DIM)
    angles = torch.arange(MAX_POSITIONS).float()[:, None] * frequencies
    return angles.cos(), angles.sin()


def rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Half-rotated RoPE: x (…, heads, D), cosines and sines (…, 1, D/2)."""
    cosine, sine = rotation
    first, second = x.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)


class Network(nn.Module):
    """The whole model. `embed_images` and `embedding` make the inputs, `hidden` and `logits` the outputs."""

    def __init__(self, size: Size, vocabulary: int):
        super().__init__()
        self.size = size
        self.tower = Tower()
        self.projector = nn.Linear(TOWER_WIDTH, size.hidden)
        self.image_positions = nn.Parameter(torch.randn(1, size.hidden, GRID, GRID) * 0.2)
        self.embedding = nn.Embedding(vocabulary, size.hidden)
        nn.init.normal_(self.embedding.weight, std=EMBEDDING_STD)
        self.layers = nn.ModuleList(DecoderLayer(size) for _ in range(size.layers))
        self.norm = RMSNorm(size.hidden)
        nn.init.constant_(self.norm.weight, 1 / (EMBEDDING_STD * math.sqrt(size.hidden)))  # logits start near 1
        cosines, sines = rotation_table()
        self.register_buffer("cosines", cosines, persistent=False)
        self.register_buffer("sines", sines, persistent=False)

    def embed_images(self, pixels: Tensor) -> Tensor:
        """Normalised pixels (B, 3, 64|32, 64|32) → image features (B, 64|16, C)."""
        height, width = (side // PATCH_SIZE for side in pixels.shape[-2:])
        positions = pooled(self.image_positions, height, width).flatten(2).transpose(1, 2)
        return self.projector(self.tower(pixels)) + positions

    def embed(self, ids: Tensor, features: Tensor) -> Tensor:
        """ids (B, S) → embeddings (B, S, C), with image features (N, C), one after the other, where ids are IMAGE."""
        table = self.embedding.weight
        seen = ids == IMAGE
        numbers = seen.flatten().cumsum(0).view(ids.shape) + (len(table) - 1)
        return F.embedding(torch.where(seen, numbers, ids), torch.cat([table, features.to(table.dtype)]))

    def rotation(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """positions (…, S) → cosines and sines (…, S, 1, D/2)."""
        return self.cosines[positions].unsqueeze(-2), self.sines[positions].unsqueeze(-2)

    def hidden(self, x: Tensor, positions: Tensor, mask: Tensor, wanted: Tensor | None = None) -> Tensor:
        """Embeddings x (B, S, C), positions (B, S), additive mask (B, 1, 1, S, S) → normed hidden states (B, S, C).

        With `wanted`, N indices into B · S, only those come out, (N, C): the last layer computes no others.
        """
        rotation = self.rotation(positions)
        for layer in self.layers:
            query, key, value = layer.queries_keys_values(x, rotation)
            mixed = attend(query, key, value, mask)
            if layer is self.layers[-1] and wanted is not None:
                x, mixed = x.flatten(0, 1)[wanted], mixed.flatten(0, 1)[wanted]
            x = layer.after_attention(x, mixed)
        return self.norm(x)

    def logits(self, hidden: Tensor) -> Tensor:
        """(…, C) → (…, vocabulary); the head is the embedding."""
        return F.linear(hidden, self.embedding.weight)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Grouped-query attention: (B, S, H, D), (B, S, KV, D), additive mask (B or 1, 1, 1, S, S) → (B, S, H·D).

    Plain products: with bfloat16 on a CPU they are twice as fast as the fused kernel.
    """
    batch, length, heads, width = query.shape
    shared = key.shape[2]
    grouped = (query * width**-0.5).permute(0, 2, 1, 3).reshape(batch, shared, -1, width)  # (B, KV, H/KV · S, D)
    scores = (grouped @ key.permute(0, 2, 3, 1)).view(batch, shared, -1, length, length)
    shares = torch.softmax(scores + mask.to(scores.dtype), -1).view(batch, shared, -1, length)
    mixed = (shares @ value.transpose(1, 2)).view(batch, heads, length, width)
    return mixed.transpose(1, 2).flatten(2)


def packed_mask(segments: Tensor) -> Tensor:
    """Segments (B, S), 0 for the shared prefix → additive mask (B, 1, 1, S, S): causal, own segment and prefix only."""
    length = segments.shape[1]
    before = torch.ones(length, length, dtype=torch.bool, device=segments.device).tril()
    same = segments[:, :, None] == segments[:, None, :]
    seen = before & (same | (segments == 0)[:, None, :])
    return torch.zeros(seen.shape, device=segments.device).masked_fill_(~seen, -1e9)[:, None, None]


def parameters_of(network: nn.Module) -> int:
    """Count of parameters."""
    return sum(parameter.numel() for parameter in network.parameters())
