"""Tokens, packing and the order of the data."""

from collections import defaultdict
from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest
import torch
from torch import Tensor

from conftest import PROTOCOL, QUESTIONS, STEPS
from data import Shards, worked_answer
from network import IMAGE, Network, packed_mask
from packing import Batch, batch_of, worked
from pictures import features_of
from rows import WorkedShare, first_look_row, picture_row, second_look_row
from tokenizer import VOCABULARY_LIMIT, chat_prompt, fixed_texts
from vocabulary import Vocabulary

ROWS_OF = (picture_row, first_look_row, second_look_row)


def shared(worked: float) -> WorkedShare:
    return defaultdict(lambda: worked)


def test_decoding_gives_back_any_text(vocabulary: Vocabulary) -> None:
    random = np.random.default_rng(0)
    letters = list("abc XYZ 0189\n+-=,.?:<>é漢🙂")
    texts = ["".join(random.choice(letters, random.integers(1, 40))) for _ in range(200)]
    for text in [*texts, *QUESTIONS, chat_prompt(QUESTIONS[0], 64)]:
        ids = vocabulary.tokenizer.encode(text).ids
        assert vocabulary.tokenizer.decode(ids, skip_special_tokens=False) == text


def test_special_tokens_come_first_and_fixed_texts_are_one_token_each(vocabulary: Vocabulary) -> None:
    assert vocabulary.image == IMAGE
    for text in fixed_texts(PROTOCOL):
        assert vocabulary.tokenizer.encode(text).tokens == [text]


def test_digits_and_capitals_stand_alone_and_words_are_whole(vocabulary: Vocabulary) -> None:
    tokens = vocabulary.tokenizer.encode("AB 12 circle: row K\n\nwait").tokens
    assert tokens == ["A", "B", "Ġ", "1", "2", "Ġcircle", ":", "Ġrow", "Ġ", "K", "ĊĊ", "wait"]
    assert vocabulary.tokenizer.get_vocab_size() <= VOCABULARY_LIMIT


def test_a_packed_answer_has_the_ids_of_its_text(vocabulary: Vocabulary, shards: Shards) -> None:
    question = shards.scenes(1)[0].questions[0]
    text = worked_answer(question) + "<|im_end|>"
    assert list(worked(vocabulary, question).ids) == vocabulary.tokenizer.encode(text).ids


def test_deliberate_errors_are_not_learned_but_their_correction_is(vocabulary: Vocabulary, shards: Shards) -> None:
    answer = worked(vocabulary, shards.scenes(1)[0].questions[0])
    hidden = [token for token, learned in zip(answer.ids, answer.learned, strict=True) if not learned]
    assert tuple(hidden) == vocabulary.encode(STEPS[0])


def segments_of(batch: Batch, row: int) -> list[Tensor]:
    """Columns of the prefix and each segment, one question as if it stood alone."""
    own = batch.segments[row]
    return [((own == 0) | (own == segment)).nonzero()[:, 0] for segment in range(1, int(own.max()) + 1)]


@pytest.mark.parametrize("row_of", ROWS_OF)
@torch.no_grad()
def test_a_packed_question_is_read_as_if_it_stood_alone(
    network: Network, vocabulary: Vocabulary, shards: Shards, row_of: Callable
) -> None:
    random = np.random.default_rng(1)
    batch = batch_of(vocabulary, [row_of(vocabulary, scene, random, shared(0.5)) for scene in shards.scenes(3)])
    x = network.embed(batch.ids, features_of(network, batch.pictures))
    packed = network.hidden(x, batch.positions, packed_mask(batch.segments))
    for kept in segments_of(batch, 0):
        positions = torch.arange(len(kept))[None]
        alone = network.hidden(x[:1, kept], positions, packed_mask(torch.zeros_like(positions)))
        assert (packed[0, kept] - alone[0]).abs().max() < 1e-4


@pytest.mark.parametrize("row_of", ROWS_OF)
def test_labels_follow_the_positions_that_predict_them(
    vocabulary: Vocabulary, shards: Shards, row_of: Callable
) -> None:
    random = np.random.default_rng(2)
    batch = batch_of(vocabulary, [row_of(vocabulary, scene, random, shared(0.5)) for scene in shards.scenes(4)])
    assert torch.equal(batch.ids.flatten()[batch.predicting + 1], batch.labels)
    segments = batch.segments.flatten()
    assert torch.equal(segments[batch.predicting], segments[batch.predicting + 1])


def texts_of(vocabulary: Vocabulary, batch: Batch, row: int) -> list[str]:
    decode = vocabulary.tokenizer.decode
    return [decode(batch.ids[row, kept].tolist(), skip_special_tokens=False) for kept in segments_of(batch, row)]


def test_looks_read_as_the_protocol_has_it(vocabulary: Vocabulary, shards: Shards) -> None:
    scene, p = shards.scenes(1)[0], PROTOCOL
    first = f"<|im_start|>system\n{p['system']}<|im_end|>\n<|im_start|>user\n{p['beforeImage']}{'<image>' * 16}\n"
    turn = "<|im_end|>\n<|im_start|>assistant\n"
    asking = f"<think>the picture is too small to tell</think>{p['call']}<|im_end|>"
    shown = f"\n<|im_start|>user\n{p['shownBefore']}{'<image>' * 64}{p['shownAfter']}{turn}"
    answers = {worked_answer(question) + "<|im_end|>" for question in scene.questions}
    first_texts = {f"{first}{question.prompt}{turn}" for question in scene.questions}
    for number in range(20):
        random = np.random.default_rng(number)
        batch = batch_of(vocabulary, [row_of(vocabulary, scene, random, shared(1)) for row_of in ROWS_OF[1:]])
        for text in texts_of(vocabulary, batch, 0):
            start = next(start for start in first_texts if text.startswith(start))
            assert text.removeprefix(start) in {asking, *answers}
        (text,) = texts_of(vocabulary, batch, 1)
        start = next(start for start in first_texts if text.startswith(start))
        assert text.removeprefix(start).removeprefix(asking + shown) in answers
        sides = [len(picture) for picture in batch.pictures]
        assert sides == [32, 32, 64]


def test_the_full_picture_is_asked_for_at_fixed_shares(vocabulary: Vocabulary, shards: Shards) -> None:
    random, scene = np.random.default_rng(0), shards.scenes(1)[0]
    asked, all_of = defaultdict(int), defaultdict(int)
    for _ in range(400):
        batch = batch_of(vocabulary, [first_look_row(vocabulary, scene, random, shared(0))])
        for text in texts_of(vocabulary, batch, 0):
            kind = QUESTIONS[1] in text
            all_of[kind] += 1
            asked[kind] += text.endswith("</tool_call><|im_end|>")
    assert asked[False] / all_of[False] == pytest.approx(0.15, abs=0.04)
    assert asked[True] / all_of[True] == pytest.approx(0.6, abs=0.06)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_second_looks_are_worked_at_their_share(vocabulary: Vocabulary, shards: Shards, share: float) -> None:
    random, scene = np.random.default_rng(0), shards.scenes(1)[0]
    rows = [second_look_row(vocabulary, scene, random, shared(share)) for _ in range(1000)]
    worked_answers = sum(row.ids.count(vocabulary.think) for row in rows)
    assert worked_answers / sum(row.segments[-1] for row in rows) == pytest.approx(share, abs=0.03)


def test_a_resumed_stream_goes_on_where_it_stopped(shards: Shards) -> None:
    whole = [scene.pixels.tobytes() for scene in islice(shards.shuffled(seed=3), 40)]
    for start in (0, 5, 7, 13, 14, 31):
        rest = [scene.pixels.tobytes() for scene in islice(shards.shuffled(3, start), 40 - start)]
        assert rest == whole[start:]
    assert len(set(whole[:14])) == 14
