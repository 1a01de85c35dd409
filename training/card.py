"""The model card: what the model is, how it was made, what it scores on held-out questions, what it cannot do."""

import subprocess
from pathlib import Path
from typing import Any

from network import SIZES, Network, parameters_of

ROLES = {
    "large-base": "the large model, whose answers ProxyThinker improves (its base)",
    "small-base": "the small model before reinforcement fine-tuning (ProxyThinker's amateur)",
    "small-expert": "the small model after reinforcement fine-tuning (ProxyThinker's expert)",
}
SUITES = ("math", "spatial", "ocr", "all")

CARD = """---
license: apache-2.0
pipeline_tag: image-text-to-text
---

# {name}

A vision-language model of {parameters:,} parameters: {role}.
It was made to try test-time guidance where no real model fits, on pictures of 64 × 64 pixels with shapes, bars,
sums and lines of text. It knows nothing else.

Layout: Hugging Face's LLaVA files with ONNX graphs (`onnx/`, float32); `golden.json` holds logits computed by PyTorch.

## Model

| | |
|---|---|
| vision tower | 3 convolutions (3 × 3, stride 2), learned positions, ViT blocks: {blocks}, {tower_width} wide |
| projector | linear, then a learned table of 8 × 8 positions |
| decoder | Qwen2-style: {layers} layers, {hidden} wide, {heads} heads, {shared} for keys; SwiGLU {feed_forward} |
| vocabulary | {vocabulary} tokens: bytes, whole words, digits and capitals alone |
| image tokens | 64 at 64 × 64 pixels, 16 at 32 × 32 |

## Training

{training}

Commit {commit}. `training/README.md` has the commands.

## Held-out questions

Accuracy in percent, greedy, {count} questions of the validation split, one a picture; suites {suites}.

{table}

By kind, {manners}:

{kinds}

## Limits

- Only the questions and pictures of this repository's suites; other text is noise to it.
- English words of the suites, whole; anything else falls apart into bytes.
- At most {positions} positions.
- Pictures of 32 × 32 pixels: {half}.
"""


def commit() -> str:
    """The commit this is made from."""
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def training_text(record: dict[str, Any]) -> str:
    """What the checkpoint's record says."""
    lines = [
        f"Pre-trained on {record['images']:,} drawings of the suites' training split, several questions a picture, in "
        f"{record['minutes']:.0f} minutes on one CPU core; {record['worked']:.0%} of the answers are worked in steps, "
        "the others direct. Deliberate slips in the steps are masked from the loss, their corrections are not. The "
        "vision tower was trained first, on what each patch shows, then frozen; projector and attention start from a "
        "structured state (`training/align.py`)."
    ]
    if rft := record.get("rft"):
        lines.append(
            f"Then {rft['steps']} steps of GRPO, {rft['prompts']} prompts × {rft['group']} answers each; the reward is "
            "whether the text in the last `<answer>…</answer>` is exactly right, and nothing else, but for "
            f"{rft['looks_share']:.0%} of the prompts, which show a smaller picture and offer a tool for the full one: "
            f"those have VisionThink's reward, with the penalty of its {rft['penalty']} (arXiv 2507.13348)."
        )
    return "\n\n".join(lines)


def percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def suites_table(scores: dict[str, dict]) -> str:
    """One row a manner of answering."""
    rows = ["| | " + " | ".join(SUITES) + " | in steps | tokens |", "|---|" + "---|" * (len(SUITES) + 2)]
    names = {
        "free": "as it likes",
        "direct": "forced to answer directly",
        "worked": "forced to work in steps",
        "looks": "half the size first, the full picture if it asks",
    }
    for manner, found in scores.items():
        cells = [percent(found.get(suite)) for suite in SUITES]
        rows.append(f"| {names[manner]} | {' | '.join(cells)} | {percent(found['worked'])} | {found['tokens']} |")
    return "\n".join(rows)


def kinds_table(scores: dict[str, dict]) -> str:
    """One row a kind of question."""
    kinds = [group for group in scores["free"] if "/" in group]
    rows = ["| kind | " + " | ".join(scores) + " |", "|---|" + "---|" * len(scores)]
    rows += [
        f"| {kind} | " + " | ".join(percent(found.get(kind)) for found in scores.values()) + " |" for kind in kinds
    ]
    return "\n".join(rows)


def write_card(folder: Path, network: Network, record: dict[str, Any], data: dict[str, Any]) -> None:
    """README.md from the record of the checkpoint and `data`: scores, count of questions, suite versions, positions."""
    size = SIZES[record["size"]]
    scores = data["scores"]
    text = CARD.format(
        name=folder.name,
        role=ROLES.get(folder.name, "one of a family"),
        parameters=parameters_of(network),
        blocks=len(network.tower.blocks),
        tower_width=network.projector.in_features,
        layers=size.layers,
        hidden=size.hidden,
        heads=size.heads,
        shared=size.key_value_heads,
        feed_forward=size.feed_forward,
        vocabulary=network.embedding.num_embeddings,
        training=training_text(record),
        commit=commit(),
        count=data["count"],
        suites=", ".join(f"{name} v{version}" for name, version in data["suiteVersions"].items()),
        table=suites_table(scores),
        manners=", ".join(scores),
        kinds=kinds_table(scores),
        positions=len(network.cosines),
        half="seen in training where tools are offered"
        if record.get("first_looks")
        else "only the tower was trained on them",
    )
    (folder / "README.md").write_text(text)
