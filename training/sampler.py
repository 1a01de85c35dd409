"""Writes answers with a key-value cache; the samples of one prompt share the prompt's part of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from network import HEAD_DIM, Network, attend, packed_mask
from packing import Vocabulary
from pictures import image_tokens, normalise

CHECK_EVERY = 8  # steps between looks for prompts whose samples are all finished


@dataclass(frozen=True)
class Prompts:
    """Pictures (P, height, width, 3) and the ids of the questions about them."""

    pixels: Tensor
    questions: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Writing:
    """How to write: samples a prompt, temperature (0 for the most likely), new tokens at most, ids forced at first."""

    group: int = 1
    temperature: float = 0.0
    limit: int = 128
    forced: tuple[int, ...] = ()


@dataclass
class Cache:
    """Keys and values by layer: of P prompts (P, KV, S, D), and of what their P · G samples wrote (P · G, KV, T, D)."""

    prompt: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    written: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    padding: Tensor = field(default_factory=lambda: torch.empty(0))  # additive (P, 1, 1, S)
    lengths: Tensor = field(default_factory=lambda: torch.empty(0))  # (P · G,) of the prompts


def prompt_ids(vocabulary: Vocabulary, images: int, question: Sequence[int]) -> list[int]:
    """The rendered prompt with its image tokens, up to the assistant's first token."""
    return [*vocabulary.before_image, *[vocabulary.image] * images, *question, *vocabulary.after_question]


def prefill(network: Network, vocabulary: Vocabulary, prompts: Prompts, writing: Writing) -> tuple[Cache, Tensor]:
    """Reads every prompt once → the cache and the logits (P · G, vocabulary) of the first new token."""
    images = image_tokens(prompts.pixels)
    rows = [[*prompt_ids(vocabulary, images, question), *writing.forced] for question in prompts.questions]
    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[vocabulary.pad] * (longest - len(row))] for row in rows])
    lengths = torch.tensor([len(row) for row in rows])
    x = network.embed(ids, network.embed_images(normalise(prompts.pixels)), len(vocabulary.before_image))
    columns = torch.arange(longest)
    rotation = network.rotation(columns[None])
    mask = packed_mask(torch.zeros(1, longest, dtype=torch.long))
    cache = Cache(lengths=lengths.repeat_interleave(writing.group))
    cache.padding = torch.zeros(len(rows), longest).masked_fill_(columns >= lengths[:, None], -1e9)[:, None, None]
    for layer in network.layers:
        query, key, value = layer.queries_keys_values(x, rotation)
        x = layer.after_attention(x, attend(query, key, value, mask))
        cache.prompt.append((key.transpose(1, 2).contiguous(), value.transpose(1, 2).contiguous()))
        shape = (len(rows) * writing.group, key.shape[2], writing.limit, HEAD_DIM)
        cache.written.append((torch.empty(shape), torch.empty(shape)))
    last = network.norm(x[torch.arange(len(rows)), lengths - 1])
    return cache, network.logits(last).repeat_interleave(writing.group, 0)


def step(network: Network, cache: Cache, tokens: Tensor, time: int) -> Tensor:
    """Reads one token of every sample (P · G,) at its `time` → logits (P · G, vocabulary)."""
    x = network.embedding(tokens)[:, None]
    rotation = network.rotation((cache.lengths + time)[:, None])
    for layer, prompt, written in zip(network.layers, cache.prompt, cache.written, strict=True):
        query, key, value = layer.queries_keys_values(x, rotation)
        written[0][:, :, time], written[1][:, :, time] = key[:, 0], value[:, 0]
        x = layer.after_attention(x, attend_both(query, prompt, written, cache.padding, time + 1))
    return network.logits(network.norm(x[:, 0]))


def attend_both(
    query: Tensor, prompt: tuple[Tensor, Tensor], written: tuple[Tensor, Tensor], padding: Tensor, length: int
) -> Tensor:
    """Queries (P · G, 1, H, D) over the shared prompt and the `length` tokens each sample wrote → (P · G, 1, H · D)."""
    rows, (prompts, shared, columns, _) = query.shape[0], prompt[0].shape
    own_query = query.view(rows, shared, -1, HEAD_DIM) * HEAD_DIM**-0.5  # (P · G, KV, H/KV, D)
    prompt_query = own_query.view(prompts, -1, shared, own_query.shape[2], HEAD_DIM).transpose(1, 2)
    prompt_query = prompt_query.reshape(prompts, shared, -1, HEAD_DIM)  # (P, KV, G · H/KV, D)
    groups = rows // prompts

    def by_sample(table: Tensor) -> Tensor:  # (P, KV, G · H/KV, n) → (P · G, KV, H/KV, n)
        return table.view(prompts, shared, groups, -1, table.shape[-1]).transpose(1, 2).flatten(0, 1)

    def by_prompt(table: Tensor) -> Tensor:
        return table.view(prompts, groups, shared, -1, table.shape[-1]).transpose(1, 2).flatten(2, 3)

    prompt_scores = by_sample(prompt_query @ prompt[0].transpose(2, 3) + padding)
    own_scores = own_query @ written[0][:, :, :length].transpose(2, 3)
    shares = torch.softmax(torch.cat([prompt_scores, own_scores], -1), -1)
    mixed = by_sample(by_prompt(shares[..., :columns].contiguous()) @ prompt[1])
    mixed = mixed + shares[..., columns:] @ written[1][:, :, :length]
    return mixed.reshape(rows, 1, -1)


def keep(cache: Cache, prompts: Tensor, group: int) -> Cache:
    """The cache of some prompts and their samples only."""
    rows = (prompts[:, None] * group + torch.arange(group)).flatten()
    return Cache(
        [(key[prompts], value[prompts]) for key, value in cache.prompt],
        [(key[rows], value[rows]) for key, value in cache.written],
        cache.padding[prompts],
        cache.lengths[rows],
    )


def choose(logits: Tensor, temperature: float) -> Tensor:
    """One token a row: the most likely one, or a draw."""
    if temperature == 0:
        return logits.argmax(-1)
    return torch.multinomial(torch.softmax(logits / temperature, -1), 1)[:, 0]


@torch.no_grad()
def write(network: Network, vocabulary: Vocabulary, prompts: Prompts, writing: Writing) -> Tensor:
    """Answers (P · G, forced + limit) with their end of turn, then padding; samples of one prompt are neighbours."""
    cache, logits = prefill(network, vocabulary, prompts, writing)
    group, rows = writing.group, len(prompts.questions) * writing.group
    answers = torch.full((rows, len(writing.forced) + writing.limit), vocabulary.pad)
    answers[:, : len(writing.forced)] = torch.tensor(writing.forced, dtype=torch.long)
    live = torch.arange(rows)
    done = torch.zeros(rows, dtype=torch.bool)
    for time in range(writing.limit):
        tokens = choose(logits, writing.temperature).masked_fill(done, vocabulary.pad)
        answers[live, len(writing.forced) + time] = tokens
        done |= tokens == vocabulary.end
        if done.all() or time + 1 == writing.limit:
            break
        if time % CHECK_EVERY == CHECK_EVERY - 1:
            prompts_left = (~done.view(-1, group).all(1)).nonzero()[:, 0]
            if len(prompts_left) * group < len(done):
                cache = keep(cache, prompts_left, group)
                kept = (prompts_left[:, None] * group + torch.arange(group)).flatten()
                live, done, tokens = live[kept], done[kept], tokens[kept]
        logits = step(network, cache, tokens, time)
    return answers
