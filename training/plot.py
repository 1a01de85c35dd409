"""Draws the curves of docs/models.md from the logs under work/."""

import argparse
import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

MANNERS = {"direct": "tab:orange", "worked": "tab:blue"}
KINDS = {"coarse": "tab:blue", "large-text": "tab:green", "small-text": "tab:red", "others": "tab:gray"}
SMOOTHING = 8  # RFT steps averaged
LOSSES_SHOWN = (0.1, 0.2, 0.5, 1, 2, 5)


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def pretraining(work: Path, out: Path) -> None:
    """Loss, and held-out accuracy in both manners, over pictures seen."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    for name, style in (("small-base", "-"), ("large-base", "--")):
        log = read(work / name / "log.jsonl")
        losses = [record for record in log if "loss" in record]
        left.plot([r["seen"] / 1e3 for r in losses], [r["loss"] for r in losses], style, color="tab:gray", label=name)
        held_out = [record for record in log if record.get("event") == "validation"]
        for manner, colour in MANNERS.items():
            seen, shares = [r["seen"] / 1e3 for r in held_out], [100 * r[manner]["all"] for r in held_out]
            right.plot(seen, shares, style, color=colour, marker="o", markersize=3, label=f"{name}, {manner}")
    left.set(yscale="log", xlabel="thousand pictures", ylabel="training loss, nats a token")
    left.set_yticks(LOSSES_SHOWN, [f"{loss:g}" for loss in LOSSES_SHOWN])
    left.minorticks_off()
    right.set(xlabel="thousand pictures", ylabel="right on validation, %", ylim=(0, 100))
    for axes in (left, right):
        axes.legend(frameon=False, fontsize=8)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(out / "pretraining.svg", metadata={"Date": None})


def smoothed(axes: plt.Axes, steps: list[int], shares: list[float], **how: str) -> None:
    """Means of SMOOTHING steps that follow each other, in percent, where the last of them is."""
    if len(shares) >= SMOOTHING:
        means = np.convolve(100 * np.array(shares), np.ones(SMOOTHING) / SMOOTHING, "valid")
        axes.plot(steps[SMOOTHING - 1 :], means, **how)


def fine_tuning(work: Path, out: Path) -> None:
    """What is right and worked in steps among the samples, and who asks for the full picture, over GRPO steps."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    for name, style in (("small-expert", "-"), ("large-expert", "--")):
        log = [record for record in read(work / name / "log.jsonl") if "plain" in record]
        steps = [record["step"] for record in log]
        for manner, colour in (("plain", "tab:blue"), ("looks", "tab:orange")):
            rights = [record[manner]["right"] for record in log]
            smoothed(left, steps, rights, ls=style, color=colour, label=f"{name}, {manner}: right")
        worked = [record["worked"] for record in log]
        smoothed(left, steps, worked, ls=style, color="tab:gray", label=f"{name}: worked in steps")
        for kind, colour in KINDS.items():
            some = [record for record in log if kind in record["calls"]]
            shares = [record["calls"][kind] for record in some]
            smoothed(
                right, [record["step"] for record in some], shares, ls=style, color=colour, label=f"{name}, {kind}"
            )
    left.set(ylabel="sampled answers, %")
    right.set(ylabel="first looks that ask, %")
    for axes in (left, right):
        axes.set(xlabel="GRPO steps", ylim=(0, 100))
        axes.legend(frameon=False, fontsize=7)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(out / "fine-tuning.svg", metadata={"Date": None})


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--out", type=Path, default=Path("../docs/images"))
    options = arguments.parse_args()
    plt.rcParams["svg.hashsalt"] = "vr"
    options.out.mkdir(parents=True, exist_ok=True)
    pretraining(options.work, options.out)
    fine_tuning(options.work, options.out)


if __name__ == "__main__":
    main()
