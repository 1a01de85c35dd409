"""What a model reads, as token ids and pictures: an ordinary question, a first look at half the size, a second look.

The looks follow the protocol of VisionThink (Yang et al., arXiv 2507.13348): the model is shown a smaller picture and
a tool with which it may ask for the full one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from network import PATCH_SIZE
from pictures import halved
from vocabulary import AFTER_IMAGE, Vocabulary


@dataclass(frozen=True)
class Conversation:
    """Ids with one image token for each visual token, and pictures (side, side, 3) in the order of their tokens."""

    ids: tuple[int, ...]
    pictures: tuple[np.ndarray, ...]


def image_tokens(vocabulary: Vocabulary, picture: np.ndarray) -> tuple[int, ...]:
    """As many image tokens as the picture has patches."""
    return (vocabulary.image,) * (picture.shape[0] * picture.shape[1] // PATCH_SIZE**2)


def plain(vocabulary: Vocabulary, picture: np.ndarray, question: str) -> Conversation:
    """The full picture and the question, nothing else."""
    shown = image_tokens(vocabulary, picture)
    ids = (*vocabulary.before_image, *shown, *vocabulary.encode(question), *vocabulary.after_question)
    return Conversation(ids, (picture,))


def first_look(vocabulary: Vocabulary, picture: np.ndarray, question: str) -> Conversation:
    """The tool is offered; the picture is shown at half its side."""
    half = halved(picture)
    asked = vocabulary.encode(AFTER_IMAGE + question)
    shown = image_tokens(vocabulary, half)
    return Conversation((*vocabulary.tools_offered, *shown, *asked, *vocabulary.after_question), (half,))


def second_look(vocabulary: Vocabulary, first: Conversation, said: Sequence[int], picture: np.ndarray) -> Conversation:
    """A first look goes on: `said` was written, its end of turn included, and the full picture is the answer."""
    shown = image_tokens(vocabulary, picture)
    ids = (*first.ids, *said, *vocabulary.before_shown, *shown, *vocabulary.after_shown)
    return Conversation(ids, (*first.pictures, picture))
