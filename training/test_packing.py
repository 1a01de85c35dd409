"""Tokens, packing and the order of the data."""

from itertools import islice

import numpy as np
import torch

from conftest import QUESTIONS, STEPS
from data import Shards, pixels_of, worked_answer
from network import Network, packed_mask
from packing import Vocabulary, batch_of, pack, worked
from tokenizer import VOCABULARY_LIMIT, chat_prompt


def test_decoding_gives_back_any_text(vocabulary: Vocabulary) -> None:
    random = np.random.default_rng(0)
    letters = list("abc XYZ 0189\n+-=,.?:<>é漢🙂")
    texts = ["".join(random.choice(letters, random.integers(1, 40))) for _ in range(200)]
    for text in [*texts, *QUESTIONS, chat_prompt(QUESTIONS[0], 64)]:
        ids = vocabulary.tokenizer.encode(text).ids
        assert vocabulary.tokenizer.decode(ids, skip_special_tokens=False) == text


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


def test_a_packed_question_is_read_as_if_it_stood_alone(
    network: Network, vocabulary: Vocabulary, shards: Shards
) -> None:
    share = {f"kind-{number}": 0.5 for number in range(3)}
    rows = [pack(vocabulary, scene, np.random.default_rng(1), share) for scene in shards.scenes(3)]
    batch = batch_of(vocabulary, rows, pixels_of([row.scene for row in rows]))
    x = network.embedding(batch.ids)
    with torch.no_grad():
        packed = network.hidden(x, batch.positions, packed_mask(batch.segments))
        for segment in range(1, int(batch.segments[0].max()) + 1):
            kept = ((batch.segments[0] == 0) | (batch.segments[0] == segment)).nonzero()[:, 0]
            positions = torch.arange(len(kept))[None]
            alone = network.hidden(x[:1, kept], positions, packed_mask(torch.zeros_like(positions)))
            assert (packed[0, kept] - alone[0]).abs().max() < 1e-4


def test_labels_follow_the_positions_that_predict_them(vocabulary: Vocabulary, shards: Shards) -> None:
    share = {f"kind-{number}": 0.5 for number in range(3)}
    rows = [pack(vocabulary, scene, np.random.default_rng(2), share) for scene in shards.scenes(4)]
    batch = batch_of(vocabulary, rows, pixels_of([row.scene for row in rows]))
    assert torch.equal(batch.ids.flatten()[batch.predicting + 1], batch.labels)
    segments = batch.segments.flatten()
    assert torch.equal(segments[batch.predicting], segments[batch.predicting + 1])


def test_a_resumed_stream_goes_on_where_it_stopped(shards: Shards) -> None:
    whole = [scene.pixels.tobytes() for scene in islice(shards.shuffled(seed=3), 40)]
    for start in (0, 5, 7, 13, 14, 31):
        rest = [scene.pixels.tobytes() for scene in islice(shards.shuffled(3, start), 40 - start)]
        assert rest == whole[start:]
    assert len(set(whole[:14])) == 14
