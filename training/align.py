"""A start that lets a small decoder see at once: three things that otherwise take millions of pictures.

1. Words that differ by a space or a plural s start as neighbours (`kindred_embeddings`).
2. The projector maps a patch to the sum of the embeddings of the words that describe it, by ridge regression
   (`align_projector`), and the table of positions the names of row and column (`place_names`).
3. Attention starts with heads that look for their own content and copy what they find, and one in the first
   layer that looks at the token before (`structure_attention`; after Trockman & Kolter, "Mimetic
   Initialization of Self-Attention Layers", 2023).
"""

import torch
from tokenizers import Tokenizer
from torch import Tensor

from data import Scene, pixels_of
from network import EMBEDDING_STD, GRID, HEAD_DIM, ROPE_THETA, TOWER_WIDTH, Network, rotate
from pictures import jittered, normalise

RIDGE = 0.1
BACKGROUND_WEIGHT = 0.1
POSITION_SCALE = 0.7
ROWS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
COLUMNS = tuple("abcdefgh")


def kindred_embeddings(network: Network, tokenizer: Tokenizer) -> None:
    """Gives every lower-case word its stem's vector plus a little of its own."""
    stems: dict[str, Tensor] = {}
    table = network.embedding.weight
    for text, token in sorted(tokenizer.get_vocab().items()):
        word = text.removeprefix("Ġ")
        if word.isascii() and word.isalpha() and word.islower() and len(word) > 1:
            stem = word[:-1] if len(word) > 4 and word.endswith("s") else word
            shared = stems.setdefault(stem, torch.randn(table.shape[1]) * EMBEDDING_STD)
            table[token] = 0.9 * shared + 0.44 * table[token]


def place_names(network: Network, tokenizer: Tokenizer) -> None:
    """Every patch's position is the sum of what the suites call its row and its column."""
    vector = {name: network.embedding.weight[tokenizer.token_to_id(f"Ġ{name}")] for name in (*ROWS, *COLUMNS)}
    rows, columns = (torch.stack([vector[name] for name in names]) for names in (ROWS, COLUMNS))
    table = rows[:, None, :] + columns[None, :, :]
    network.image_positions.copy_(POSITION_SCALE * table.permute(2, 0, 1)[None])


def description(network: Network, tokenizer: Tokenizer, thing: dict) -> Tensor:
    """The sum of the embeddings of an object's name, colour and value."""
    words = [thing["name"], thing.get("colour"), thing.get("value")]
    tokens = []
    for word in map(str, (word for word in words if word is not None)):
        spaced = tokenizer.token_to_id(f"Ġ{word}")
        tokens.append(tokenizer.encode(word).ids[0] if spaced is None else spaced)
    return network.embedding.weight[tokens].sum(0)


def align_projector(network: Network, tokenizer: Tokenizer, scenes: list[Scene]) -> float:
    """Ridge regression of descriptions on tower features → the share of variance explained where objects are."""
    described: dict[str, Tensor] = {}
    targets = torch.zeros(len(scenes), GRID * GRID, network.size.hidden)
    weights = torch.full((len(scenes), GRID * GRID, 1), BACKGROUND_WEIGHT)
    for row, scene in enumerate(scenes):
        for thing in scene.objects:
            key = f"{thing['name']} {thing.get('colour')} {thing.get('value')}"
            if key not in described:
                described[key] = description(network, tokenizer, thing)
            targets[row, thing["cell"]] = described[key]
            weights[row, thing["cell"]] = 1.0
    some = [jittered(normalise(pixels_of(scenes[at : at + 256]))) for at in range(0, len(scenes), 256)]
    features = torch.cat([network.tower(pixels) for pixels in some])
    x = torch.cat([features, torch.ones_like(features[..., :1])], -1).flatten(0, 1)
    y, w = targets.flatten(0, 1), weights.flatten(0, 1)
    solution = torch.linalg.solve((x * w).T @ x + RIDGE * torch.eye(TOWER_WIDTH + 1), (x * w).T @ y)
    network.projector.weight.copy_(solution[:-1].T)
    network.projector.bias.copy_(solution[-1])
    seen = w[:, 0] == 1
    rest = (y - x @ solution)[seen].square().sum()
    return float(1 - rest / (y[seen] - y[seen].mean(0)).square().sum())


def orthonormal_rows(width: int) -> Tensor:
    """A random (D, width) matrix with orthonormal rows."""
    return torch.linalg.qr(torch.randn(width, HEAD_DIM))[0].T


def structure_attention(network: Network, match: float = 0.9, copy: float = 0.5) -> None:
    """Query like key, output like the transpose of value; half of the heads match strongly, the others a little."""
    width, heads = network.size.hidden, network.size.heads
    per_group = heads // network.size.key_value_heads
    for layer in network.layers:
        for linear in (layer.query, layer.key, layer.value):
            linear.bias.zero_()
        for head in range(heads):
            group = head // per_group
            shared = slice(group * HEAD_DIM, (group + 1) * HEAD_DIM)
            if head % per_group == 0:
                layer.key.weight[shared] = match * orthonormal_rows(width)
                layer.value.weight[shared] = orthonormal_rows(width)
            mine = slice(head * HEAD_DIM, (head + 1) * HEAD_DIM)
            likeness = 1.0 if head % per_group < (per_group + 1) // 2 else 0.3
            noise = torch.randn(HEAD_DIM, width) * width**-0.5
            layer.query.weight[mine] = likeness * layer.key.weight[shared] + 0.4 * match * noise
            noise = torch.randn(width, HEAD_DIM) * width**-0.5
            layer.output.weight[:, mine] = copy * (layer.value.weight[shared].T * heads**-0.5 + 0.3 * noise)
    look_back(network, copy)


def look_back(network: Network, copy: float, sharpness: float = 7.0) -> None:
    """Head 0 of the first layer attends to the token before: its bias is the key's, rotated back by one position."""
    layer = network.layers[0]
    bias = torch.zeros(HEAD_DIM)
    bias[:2], bias[2:6] = 3.0, 2.0  # the fastest rotations tell neighbours apart
    angles = ROPE_THETA ** (-torch.arange(0, HEAD_DIM, 2).float() / HEAD_DIM)
    layer.key.bias[:HEAD_DIM] = bias
    layer.query.weight[:HEAD_DIM] *= 0.1
    layer.query.bias[:HEAD_DIM] = sharpness * rotate(bias, (angles.cos(), -angles.sin()))
    layer.output.weight[:, :HEAD_DIM] = 1.5 * copy * layer.value.weight[:HEAD_DIM].T


@torch.no_grad()
def prepare(network: Network, tokenizer: Tokenizer, scenes: list[Scene]) -> float:
    """All of it, on a network whose tower is trained; returns how well the projector describes objects."""
    kindred_embeddings(network, tokenizer)
    place_names(network, tokenizer)
    structure_attention(network)
    return align_projector(network, tokenizer, scenes)
