"""What is and is not learned from, over one turn and over two."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from answers import answers_batch, log_probabilities, pieces_of, read_and_written
from checkpoint import network_record
from conversation import first_look, plain, second_look
from data import Shards, one_question_each
from dialogue import Task, Turn, asks, said_in, second_turns
from evaluate import is_right, reading
from grpo import group_advantages, policy_loss
from network import SIZES, Network, packed_mask
from pictures import features_of
from report import told_of
from rft import asked_at, learn, open_run, save_run
from rollout import Rollout, rewards_of, roll_out, tasks_of
from sampler import Writing
from vision_reward import code_penalty
from vocabulary import Vocabulary

SCORE_CASES = Path(__file__).parent / "../packages/bench/src/suites/score-cases.json"


def answer(vocabulary: Vocabulary, text: str) -> list[int]:
    return [*vocabulary.tokenizer.encode(text).ids, vocabulary.end]


@pytest.fixture
def two_turns(vocabulary: Vocabulary, shards: Shards) -> Rollout:
    """A first look with three samples: the first and the last ask in the same words and then differ."""
    ((scene, question),) = one_question_each(shards.scenes(1), seed=0)
    task = Task(scene, question, look=True)
    prompt = first_look(vocabulary, scene.pixels, question.prompt)
    first = Turn(prompt, [list(vocabulary.asking), answer(vocabulary, "3"), list(vocabulary.asking)], [0, 1, 2])
    (second,) = second_turns(vocabulary, [task], [first])
    second = Turn(second.prompt, [answer(vocabulary, "3"), answer(vocabulary, "1234")], second.samples)
    rewards = torch.tensor([[1.5, 0.7, 0.0]])
    return Rollout([task], [first, second], rewards, rewards > 1)


def test_samples_that_ask_in_the_same_words_share_what_they_read_next(two_turns: Rollout) -> None:
    first, second = two_turns.turns
    assert second.samples == [0, 2]
    assert second.prompt.ids[: len(first.prompt.ids)] == first.prompt.ids
    assert [len(picture) for picture in second.prompt.pictures] == [32, 64]
    assert said_in(two_turns.turns) == [
        [first.answers[0], second.answers[0]],
        [first.answers[1]],
        [first.answers[2], second.answers[1]],
    ]


def test_the_advantage_of_a_sample_is_that_of_all_it_wrote_in_both_turns(
    vocabulary: Vocabulary, two_turns: Rollout
) -> None:
    (piece,) = pieces_of(vocabulary, two_turns)
    expected = group_advantages(two_turns.rewards)[0]
    assert expected[0] > expected[1] > expected[2]
    at = 0
    for turn in sorted(two_turns.turns, key=read_and_written):
        for sample, written in zip(turn.samples, turn.answers, strict=True):
            here = slice(at, at + len(written))
            assert piece.batch.labels[here].tolist() == written
            assert torch.equal(piece.advantages[here], expected[sample].expand(len(written)))
            at += len(written)
    assert at == len(piece.advantages)


def masked_loss(network: Network, rollout: Rollout, advantages: torch.Tensor) -> torch.Tensor:
    """The same over each whole conversation, with a mask over what was written."""
    total = torch.zeros(())
    prompts = {sample: turn.prompt for turn in rollout.turns for sample in turn.samples}
    for sample, said in enumerate(said_in(rollout.turns)):
        ids = [*prompts[sample].ids, *said[-1]]
        mask = [False] * len(prompts[sample].ids) + [True] * len(said[-1])
        if len(said) > 1:
            start = len(rollout.turns[0].prompt.ids)
            mask[start : start + len(said[0])] = [True] * len(said[0])
        row = torch.tensor([ids])
        with torch.autocast("cpu", torch.bfloat16):
            x = network.embed(row, features_of(network, prompts[sample].pictures))
            hidden = network.hidden(x, torch.arange(len(ids))[None], packed_mask(torch.zeros_like(row)))
            logits = network.logits(hidden)[0, :-1].float()
        now = torch.log_softmax(logits, -1).gather(-1, row[0, 1:, None])[:, 0]
        losses = policy_loss(now, now.detach(), advantages[sample].expand_as(now))
        total = total + losses[torch.tensor(mask[1:])].sum()
    return total


def test_prompts_pictures_and_tool_responses_teach_nothing(
    network: Network, vocabulary: Vocabulary, two_turns: Rollout
) -> None:
    (piece,) = pieces_of(vocabulary, two_turns)
    seen: list[torch.Tensor] = []
    hook = network.norm.register_forward_hook(lambda *called: seen.append(called[2]))
    now = log_probabilities(network, piece.batch)
    hook.remove()
    written = sum(len(answer) for answers in said_in(two_turns.turns) for answer in answers)
    assert seen[0].shape[0] == len(now) == written  # nothing else is ever predicted
    policy_loss(now, now.detach(), piece.advantages).sum().backward()
    packed = torch.cat([p.grad.flatten() for p in network.parameters() if p.grad is not None])
    network.zero_grad(set_to_none=True)
    masked_loss(network, two_turns, group_advantages(two_turns.rewards)[0]).backward()
    masked = torch.cat([p.grad.flatten() for p in network.parameters() if p.grad is not None])
    network.zero_grad(set_to_none=True)
    assert torch.cosine_similarity(packed, masked, dim=0) > 0.999
    assert (packed.norm() / masked.norm() - 1).abs() < 0.01


def test_groups_without_variance_teach_nothing(vocabulary: Vocabulary, shards: Shards) -> None:
    asked = one_question_each(shards.scenes(3), seed=0)
    tasks = [Task(scene, question, False) for scene, question in asked]
    answers = [answer(vocabulary, "3" * n) for n in (1, 2, 3, 4, 5, 6)]
    turns = [
        Turn(plain(vocabulary, task.scene.pixels, task.question.prompt), answers[2 * row : 2 * row + 2], samples)
        for row, (task, samples) in enumerate(zip(tasks, ([0, 1], [2, 3], [4, 5]), strict=True))
    ]
    rewards = torch.tensor([[1.0, 1], [1, 0], [0, 0]])
    (piece,) = pieces_of(vocabulary, Rollout(tasks, turns, rewards, rewards > 0))
    assert piece.batch.labels.tolist() == answers[2] + answers[3]
    assert torch.allclose(piece.advantages, torch.tensor([1.0] * 4 + [-1.0] * 5))


def test_a_sampled_rollout_has_every_sample_once_in_its_first_turn_and_can_be_told(
    network: Network, vocabulary: Vocabulary, shards: Shards
) -> None:
    torch.manual_seed(0)
    tasks = tasks_of(one_question_each(shards.scenes(4), seed=0), 2)
    rollout = roll_out(network, vocabulary, tasks, 3, Writing(1.0, 12), code_penalty)
    assert sorted(sample for turn in rollout.turns[:4] for sample in turn.samples) == list(range(12))
    assert rollout.rewards.shape == rollout.right.shape == (4, 3)
    told = told_of(vocabulary, rollout)
    assert told["plain"]["agreed"] == told["looks"]["agreed"] == 1.0
    assert set(told["calls"].values()) == {0.0}


def test_half_of_the_first_looks_are_of_the_suite_for_them(shards: Shards) -> None:
    asked = one_question_each(shards.scenes(12), seed=0)
    suites = ["detail", "ocr", "math", "spatial"] * 3
    mixed = [(replace(scene, suite=suite), question) for (scene, question), suite in zip(asked, suites, strict=True)]
    for looks, from_detail in ((0, 0), (1, 1), (4, 2), (8, 3)):
        chosen = [task.scene.suite for task in tasks_of(mixed, looks) if task.look]
        assert (len(chosen), chosen.count("detail")) == (looks, from_detail)
    without = [pair for pair in mixed if pair[0].suite != "detail"]
    assert sum(task.look for task in tasks_of(without, 5)) == 5


def test_first_looks_get_the_reward_of_visionthink_and_others_one_for_a_right_answer(
    vocabulary: Vocabulary, two_turns: Rollout
) -> None:
    (look,) = two_turns.tasks
    worked, direct = (answer(vocabulary, text) for text in ("<think>3</think><answer>3</answer>", "<answer>3</answer>"))
    asking = list(vocabulary.asking)
    said = [[asking, worked], [worked], [direct], [asking, direct], [worked]]
    right = torch.tensor([True, True, True, True, False])
    rewards = rewards_of(vocabulary, look, said, right, code_penalty)
    assert torch.allclose(rewards, torch.tensor([1.4, 1.5, 1.0, 0.9, 0.5]))
    ordinary = Task(look.scene, look.question, look=False)
    assert rewards_of(vocabulary, ordinary, said, right, code_penalty).tolist() == [1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ('<tool_call>\n{"name": "resize_image", "arguments": {"action": "resize"}}\n</tool_call>', True),
        ('<tool_call>{"arguments": {"action": "zoom"}}</tool_call>', False),
        ("<tool_call>please</tool_call>", False),
        ('<tool_call>{"arguments": {"action": "resize"}}', False),
        ('<tool_call>{"arguments": {"action": "resize"}}{"arguments": {"action": "resize"}}</tool_call>', False),
        ('<tool_call>{"arguments": ["action"]}}</tool_call>', False),
        ("<answer>3</answer>", False),
    ],
)
def test_the_full_picture_is_asked_for_by(turn: str, asked: bool) -> None:
    assert asks(turn) is asked


@pytest.fixture(scope="module")
def guessing(vocabulary: Vocabulary, shards: Shards) -> Network:
    """A network that answers 0, 1 or 2 whatever is asked, and at first looks as often asks for the full picture."""
    torch.manual_seed(0)
    network = Network(SIZES["tiny"], vocabulary.tokenizer.get_vocab_size())
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-2)
    answers = [answer(vocabulary, f"<think>check</think><answer>{number}</answer>") for number in range(3)]
    scenes = shards.scenes(14)
    for at in range(40):
        ((scene, question),) = one_question_each([scenes[at % 14]], seed=at)
        first = first_look(vocabulary, scene.pixels, question.prompt)
        again = second_look(vocabulary, first, vocabulary.asking, scene.pixels)
        ordinary = plain(vocabulary, scene.pixels, question.prompt)
        looks = Turn(first, [*answers, *[list(vocabulary.asking)] * 3], list(range(6)))
        turns = [Turn(ordinary, answers, [0, 1, 2]), looks, Turn(again, answers, [0, 1, 2])]
        (-log_probabilities(network, answers_batch(vocabulary, turns)).mean()).backward()
        optimiser.step()
        optimiser.zero_grad()
    return network


@pytest.fixture
def options(guessing: Network, shards: Shards, tmp_path: Path) -> Iterator[argparse.Namespace]:
    torch.save(network_record(guessing, "tiny", {}), tmp_path / "base.pt")
    where = {"name": "run", "start": tmp_path / "base.pt", "work": tmp_path, "data": shards.folder}
    how = {"prompts": 6, "group": 6, "looks_share": 0.5, "penalty": "code", "temperature": 1.0, "limit": 12}
    rates = {"rate": 3e-3, "embedding_rate": 3e-3, "updates": 2, "divergence": 0.01, "steps": 60, "seed": 0}
    yield argparse.Namespace(**where, **how, **rates)


def go_on(vocabulary: Vocabulary, options: argparse.Namespace, steps: int) -> list[dict]:
    run = open_run(options)
    stream = Shards(options.data).shuffled(options.seed, run.steps * options.prompts)
    told = [learn(run, vocabulary, asked_at(run.steps, stream, options), options) for _ in range(steps)]
    save_run(run, options)
    return [{name: value for name, value in step.items() if name not in ("sampling", "seconds")} for step in told]


def test_a_resumed_run_does_what_an_uninterrupted_one_does(vocabulary: Vocabulary, options: argparse.Namespace) -> None:
    first = go_on(vocabulary, options, 2)
    resumed = first + go_on(vocabulary, options, 2)
    options.name = "whole"
    assert go_on(vocabulary, options, 4) == resumed
    assert resumed[-1]["divergence"] > 0


def test_a_network_that_guesses_learns_to_answer_and_not_to_ask_where_it_need_not(
    vocabulary: Vocabulary, options: argparse.Namespace
) -> None:
    told = go_on(vocabulary, options, 40)
    early, late = told[:10], told[-10:]

    def mean(steps: list[dict], manner: str, name: str) -> float:
        return sum(step[manner][name] for step in steps) / len(steps)

    assert mean(late, "plain", "right") > mean(early, "plain", "right") + 0.15
    assert mean(late, "looks", "reward") > mean(early, "looks", "reward") + 0.2
    assert max(told[0]["calls"].values()) > 0.2
    assert all(set(step["calls"].values()) == {0.0} for step in late)


def test_the_reward_marks_answers_as_the_suites_do(vocabulary: Vocabulary) -> None:
    for case in json.loads(SCORE_CASES.read_text()):
        ids = vocabulary.tokenizer.encode(case["answer"]).ids
        assert is_right(vocabulary, ids, case["target"]) == case["right"], case
    assert reading(vocabulary, vocabulary.tokenizer.encode("7</answer>").ids) is None
