"""Writes answers with a key-value cache; the samples of one prompt share the prompt's part of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from conversation import Conversation
from network import HEAD_DIM, Network, attend, packed_mask
from pictures import features_of
from vocabulary import Vocabulary

CHECK_EVERY = 8  # steps between looks for samples that are finished
WORTH_DROPPING = 1 / 16  # share of finished samples from which on they are dropped


@dataclass(frozen=True)
class Writing:
    """How to write: temperature (0 for the most likely), new tokens at most, ids forced at first."""

    temperature: float = 0.0
    limit: int = 128
    forced: tuple[int, ...] = ()


@dataclass
class Cache:
    """Keys and values by layer: of P prompts (P, KV, S, D), and of what R samples wrote (R, KV, T, D).

    Each prompt has `width` slots for samples, so that all its samples look at it together: slot n of prompt p is
    p · width + n.
    """

    prompt: list[tuple[Tensor, Tensor]]
    written: list[tuple[Tensor, Tensor]]
    padding: Tensor  # additive (P, 1, 1, S)
    lengths: Tensor  # (R,) of the prompts
    slots: Tensor  # (R,)
    width: int


def slots_of(owners: Tensor) -> tuple[Tensor, int]:
    """Prompts of the samples in ascending order → a slot for each, and the width."""
    counts = torch.bincount(owners)
    width = int(counts.max())
    before = (counts.cumsum(0) - counts)[owners]
    return owners * width + torch.arange(len(owners)) - before, width


def prefill(
    network: Network, vocabulary: Vocabulary, prompts: Sequence[Conversation], owners: Tensor, writing: Writing
) -> tuple[Cache, Tensor]:
    """Reads every prompt once → the cache, and the logits (R, vocabulary) of the first new token."""
    rows = [(*prompt.ids, *writing.forced) for prompt in prompts]
    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[vocabulary.pad] * (longest - len(row))] for row in rows])
    lengths = torch.tensor([len(row) for row in rows])
    pictures = [picture for prompt in prompts for picture in prompt.pictures]
    x = network.embed(ids, features_of(network, pictures))
    columns = torch.arange(longest)
    rotation = network.rotation(columns[None])
    mask = packed_mask(torch.zeros(1, longest, dtype=torch.long))
    padding = torch.zeros(len(rows), longest).masked_fill_(columns >= lengths[:, None], -1e9)[:, None, None]
    cache = Cache([], [], padding, lengths[owners], *slots_of(owners))
    for layer in network.layers:
        query, key, value = layer.queries_keys_values(x, rotation)
        x = layer.after_attention(x, attend(query, key, value, mask))
        read = [table.to(value.dtype).transpose(1, 2).contiguous() for table in (key, value)]
        cache.prompt.append((read[0], read[1]))
        shape = (len(owners), key.shape[2], writing.limit, HEAD_DIM)
        cache.written.append((torch.empty(shape, dtype=value.dtype), torch.empty(shape, dtype=value.dtype)))
    last = network.norm(x[torch.arange(len(rows)), lengths - 1])
    return cache, network.logits(last)[owners]


def step(network: Network, cache: Cache, tokens: Tensor, time: int) -> Tensor:
    """Reads one token of every sample (R,) at its `time` → logits (R, vocabulary)."""
    x = network.embedding(tokens)[:, None]
    rotation = network.rotation((cache.lengths + time)[:, None])
    for layer, prompt, written in zip(network.layers, cache.prompt, cache.written, strict=True):
        query, key, value = layer.queries_keys_values(x, rotation)
        written[0][:, :, time], written[1][:, :, time] = key[:, 0], value[:, 0]
        own = (written[0][:, :, : time + 1], written[1][:, :, : time + 1])
        x = layer.after_attention(x, attend_both(query, prompt, own, cache))
    return network.logits(network.norm(x[:, 0]))


def attend_both(query: Tensor, prompt: tuple[Tensor, Tensor], own: tuple[Tensor, Tensor], cache: Cache) -> Tensor:
    """Queries (R, 1, H, D) over the shared prompt and what each sample wrote, (R, KV, T, D) → (R, 1, H · D)."""
    rows, (prompts, shared, columns, _) = query.shape[0], prompt[0].shape
    own_query = (query * HEAD_DIM**-0.5).view(rows, shared, -1, HEAD_DIM).to(own[0].dtype)  # (R, KV, H/KV, D)

    def by_prompt(table: Tensor) -> Tensor:  # (R, KV, H/KV, n) → (P, KV, width · H/KV, n)
        spread = table.new_zeros(prompts * cache.width, *table.shape[1:]).index_copy_(0, cache.slots, table)
        return spread.view(prompts, cache.width, *table.shape[1:]).transpose(1, 2).flatten(2, 3)

    def by_sample(table: Tensor) -> Tensor:
        spread = table.view(prompts, shared, cache.width, -1, table.shape[-1]).transpose(1, 2).flatten(0, 1)
        return spread[cache.slots]

    prompt_scores = by_sample(by_prompt(own_query) @ prompt[0].transpose(2, 3) + cache.padding.to(own_query.dtype))
    own_scores = own_query @ own[0].transpose(2, 3)
    shares = torch.softmax(torch.cat([prompt_scores, own_scores], -1), -1)
    mixed = by_sample(by_prompt(shares[..., :columns]) @ prompt[1]) + shares[..., columns:] @ own[1]
    return mixed.reshape(rows, 1, -1)


def keep(cache: Cache, rows: Tensor) -> Cache:
    """The cache of some samples and their prompts only."""
    prompts, owners = torch.unique_consecutive(cache.slots[rows] // cache.width, return_inverse=True)
    return Cache(
        [(key[prompts], value[prompts]) for key, value in cache.prompt],
        [(key[rows], value[rows]) for key, value in cache.written],
        cache.padding[prompts],
        cache.lengths[rows],
        *slots_of(owners),
    )


def choose(logits: Tensor, temperature: float) -> Tensor:
    """One token a row: the most likely one, or a draw."""
    if temperature == 0:
        return logits.argmax(-1)
    sums = torch.softmax(logits.float() / temperature, -1).cumsum(-1)
    drawn = torch.rand(len(logits), 1) * sums[:, -1:]
    return torch.searchsorted(sums, drawn, right=True)[:, 0].clamp(max=logits.shape[-1] - 1)


@torch.no_grad()
def write(
    network: Network,
    vocabulary: Vocabulary,
    prompts: Sequence[Conversation],
    writing: Writing,
    samples: Sequence[int] | None = None,
) -> list[list[int]]:
    """Answers up to their end of turn or limit; to each prompt as many as `samples` says, neighbours, else one."""
    owners = torch.arange(len(prompts)).repeat_interleave(torch.tensor(samples or [1] * len(prompts)))
    cache, logits = prefill(network, vocabulary, prompts, owners, writing)
    answers = torch.full((len(owners), len(writing.forced) + writing.limit), vocabulary.pad)
    answers[:, : len(writing.forced)] = torch.tensor(writing.forced, dtype=torch.long)
    live = torch.arange(len(owners))
    done = torch.zeros(len(owners), dtype=torch.bool)
    for time in range(writing.limit):
        logits[:, vocabulary.image] = -torch.inf  # no picture stands for what is written
        tokens = choose(logits, writing.temperature).masked_fill(done, vocabulary.pad)
        answers[live, len(writing.forced) + time] = tokens
        done |= tokens == vocabulary.end
        if done.all() or time + 1 == writing.limit:
            break
        if time % CHECK_EVERY == CHECK_EVERY - 1 and done.float().mean() >= WORTH_DROPPING:
            rows = (~done).nonzero()[:, 0]
            cache = keep(cache, rows)
            live, done, tokens = live[rows], done[rows], tokens[rows]
        logits = step(network, cache, tokens, time)
    return [row[: row.index(vocabulary.end) + 1] if vocabulary.end in row else row for row in answers.tolist()]
