"""The three kinds of rows that pre-training reads: full pictures, first looks at half the size, second looks.

At a first look the full picture is asked for at fixed shares, so that reinforcement fine-tuning finds both ways to
go on: NEEDED_ASKED of the questions that need it, and SPARE_ASKED of the others.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from conversation import Conversation, first_look, image_tokens, second_look
from data import Question, Scene
from packing import Packed, Written, direct, fill, worked
from pictures import halved
from vocabulary import AFTER_IMAGE, Vocabulary

NEEDED_ASKED, SPARE_ASKED = 0.6, 0.15

WorkedShare = Mapping[str, float]  # by kind of question


def asked_share(question: Question) -> float:
    """How often the full picture is asked for."""
    return NEEDED_ASKED if question.needs_full else SPARE_ASKED


def parts_of(
    vocabulary: Vocabulary,
    scene: Scene,
    random: np.random.Generator,
    before: str,
    answered: Callable[[Question], Written],
    times: int,
) -> Iterator[tuple[tuple[int, ...], Written]]:
    """Questions in random order with their answers, all of them so many times."""
    for _ in range(times):
        for number in random.permutation(len(scene.questions)):
            question = scene.questions[number]
            read = (*vocabulary.encode(before + question.prompt), *vocabulary.after_question)
            yield read, answered(question)


def picture_row(vocabulary: Vocabulary, scene: Scene, random: np.random.Generator, share: WorkedShare) -> Packed:
    """Several questions about a picture, each worked with the share of its kind, else direct.

    Where there are few, they are read again in the other manner.
    """

    def answered(question: Question) -> Written:
        return (worked if random.random() < share[question.kind] else direct)(vocabulary, question)

    ids = (*vocabulary.before_image, *image_tokens(vocabulary, scene.pixels))
    prefix = Conversation(ids, (scene.pixels,))
    return fill(prefix, parts_of(vocabulary, scene, random, "", answered, times=2))


def first_look_row(vocabulary: Vocabulary, scene: Scene, random: np.random.Generator, share: WorkedShare) -> Packed:
    """Several questions about a half-size picture, each answered, or the full picture asked for."""

    def answered(question: Question) -> Written:
        if random.random() < asked_share(question):
            return Written(vocabulary.asking, (True,) * len(vocabulary.asking))
        return (worked if random.random() < share[question.kind] else direct)(vocabulary, question)

    picture = halved(scene.pixels)
    prefix = Conversation((*vocabulary.tools_offered, *image_tokens(vocabulary, picture)), (picture,))
    return fill(prefix, parts_of(vocabulary, scene, random, AFTER_IMAGE, answered, times=1))


def second_look_row(vocabulary: Vocabulary, scene: Scene, random: np.random.Generator, share: WorkedShare) -> Packed:
    """One question whose full picture was asked for, answered direct, worked or both: worked with its share."""
    chances = np.array([asked_share(question) for question in scene.questions])
    question = scene.questions[random.choice(len(chances), p=chances / chances.sum())]
    first = first_look(vocabulary, scene.pixels, question.prompt)
    whole = second_look(vocabulary, first, vocabulary.asking, scene.pixels)
    odds = share[question.kind] / max(1 - share[question.kind], 1e-9)
    answers = [direct(vocabulary, question)] if odds <= 1 or random.random() < 1 / odds else []
    if odds >= 1 or random.random() < odds:
        answers.append(worked(vocabulary, question))
    last = whole.ids[-1:]  # stands in every segment, where it predicts the answer's first token
    return fill(Conversation(whole.ids[:-1], whole.pictures), [(last, answer) for answer in answers])
