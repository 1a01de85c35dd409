"""A tokenizer with the ids that training needs."""

from dataclasses import dataclass

from tokenizers import Tokenizer

AFTER_IMAGE = "\n"  # between a picture and its question where tools are offered
TOO_SMALL = "the picture is too small to tell"


@dataclass(frozen=True)
class Vocabulary:
    """Ids of marks and of fixed stretches of conversations, and a memory of short texts already encoded."""

    tokenizer: Tokenizer
    before_image: tuple[int, ...]
    after_question: tuple[int, ...]
    tools_offered: tuple[int, ...]  # the system turn, then the user's up to the picture
    asking: tuple[int, ...]  # the turn that asks for the full picture
    before_shown: tuple[int, ...]
    after_shown: tuple[int, ...]
    think: int
    end_think: int
    answer: int
    end_answer: int
    tool_call: int
    end_tool_call: int
    end: int
    pad: int
    image: int
    paragraph: int
    known: dict[str, tuple[int, ...]]

    def encode(self, text: str) -> tuple[int, ...]:
        if text not in self.known:
            self.known[text] = tuple(self.tokenizer.encode(text).ids)
        return self.known[text]


MARKS = ("<think>", "</think>", "<answer>", "</answer>", "<tool_call>", "</tool_call>")
OTHERS = ("<|im_end|>", "<|endoftext|>", "<image>", "ĊĊ")


def vocabulary_of(tokenizer: Tokenizer) -> Vocabulary:
    """Looks the ids up once. The tokens of the protocol's texts are the last that the tokenizer was given."""

    def encoded(text: str) -> tuple[int, ...]:
        return tuple(tokenizer.encode(text).ids)

    system, before_image, before_shown, after_shown, call = range(
        tokenizer.get_vocab_size() - 5, tokenizer.get_vocab_size()
    )
    user, turn = encoded("<|im_start|>user\n"), encoded("<|im_end|>\n<|im_start|>assistant\n")
    marks = {name: tokenizer.token_to_id(name) for name in (*MARKS, *OTHERS)}
    thought = (marks["<think>"], *encoded(TOO_SMALL), marks["</think>"])
    call_ids = (marks["<tool_call>"], call, marks["</tool_call>"])
    return Vocabulary(
        tokenizer,
        user,
        turn,
        (*encoded("<|im_start|>system\n"), system, *encoded("<|im_end|>\n"), *user, before_image),
        (*thought, *call_ids, marks["<|im_end|>"]),
        (*encoded("\n"), *user, before_shown),
        (after_shown, *turn),
        *marks.values(),
        {},
    )
