"""Builds tokenizer.json: byte-level BPE over the exported text, digits and capitals always alone."""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from vocabulary import AFTER_IMAGE, MARKS, TOO_SMALL

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>")
VOCABULARY_LIMIT = 1024
PIECES = r" ?[a-z]+|[0-9]|[A-Z]|\n\n|[^a-z0-9A-Z]"
TEMPLATE_TEXT = "system\nuser\nassistant\n"
FIXED_TEXTS = ("system", "beforeImage", "shownBefore", "shownAfter")


def fixed_texts(protocol: dict[str, str]) -> list[str]:
    """What VisionThink's protocol always says: each is one token, so that it takes little of the context."""
    if protocol["afterImage"] != AFTER_IMAGE:
        raise ValueError(f"Expected a line break after the picture, found {protocol['afterImage']!r}")
    call = protocol["call"].removeprefix("<tool_call>").removesuffix("</tool_call>")
    return [*(protocol[name] for name in FIXED_TEXTS), call]


def train(texts: Iterable[str], protocol: dict[str, str]) -> Tokenizer:
    """At most 1024 tokens: special tokens, 256 bytes, merges inside lower-case words, marks, the protocol's texts."""
    fixed = fixed_texts(protocol)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_LIMIT - len(MARKS) - len(fixed),
        special_tokens=[AddedToken(text, special=True, normalized=False) for text in SPECIAL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken(text, special=False, normalized=False) for text in (*MARKS, *fixed)])
    return tokenizer


def chat_prompt(question: str, image_tokens: int) -> str:
    """The rendered prompt up to the assistant's first token; `image_tokens` is 0 without an image."""
    return f"<|im_start|>user\n{'<image>' * image_tokens}{question}<|im_end|>\n<|im_start|>assistant\n"


def texts_of(folder: Path, limit: int) -> Iterator[str]:
    """Question and solution texts of the first `limit` scenes of every shard."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open() as lines:
            for _, line in zip(range(limit), lines, strict=False):
                for question in json.loads(line)["questions"]:
                    steps = "\n\n".join(step["text"] for step in question["steps"])
                    yield f"{TEMPLATE_TEXT}{TOO_SMALL}\n{question['prompt']}"
                    yield from (steps, question["target"])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("data/train"))
    arguments.add_argument("--out", type=Path, default=Path("work/tokenizer.json"))
    arguments.add_argument("--scenes", type=int, default=4000, help="scenes read from each shard")
    options = arguments.parse_args()
    protocol = json.loads((options.data / "index.json").read_text())["protocol"]
    tokenizer = train(texts_of(options.data, options.scenes), protocol)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(options.out))
    words = {
        piece for text in texts_of(options.data, 400) for piece, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)
    }
    split = sorted(word for word in words if len(tokenizer.encode(word).ids) > 1 and word.isascii())
    print(json.dumps({"vocabulary": tokenizer.get_vocab_size(), "pieces": len(words), "split": split}))


if __name__ == "__main__":
    main()
