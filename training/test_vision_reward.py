"""The reward is the one that the TypeScript tests define, case by case."""

import json
from pathlib import Path

import pytest

from vision_reward import PENALTIES, Form, RightAnswers, code_penalty, form_of, group_rewards, paper_penalty, reward_of

CASES = json.loads((Path(__file__).parent / "../packages/core/src/vision-think/reward-cases.json").read_text())

ANSWER = "<think>It says 7.</think><answer>7</answer>"
ASKING = '<think>Too small.</think><tool_call>\n{"name": "resize_image"}\n</tool_call>'


@pytest.mark.parametrize("case", CASES["forms"], ids=lambda case: case["name"])
def test_the_form_of(case: dict) -> None:
    assert form_of(case["turns"]) == Form(case["format"], case["calls"])


@pytest.mark.parametrize("case", CASES["worth"], ids=lambda case: f"{case['direct']} direct, {case['high']} high")
@pytest.mark.parametrize("name", PENALTIES)
def test_what_a_right_answer_is_worth(case: dict, name: str) -> None:
    for called in (False, True):
        if (worth := case[name][called]) is not None:
            assert 1 - PENALTIES[name](called, RightAnswers(case["direct"], case["high"])) == worth


@pytest.mark.parametrize("case", CASES["thresholds"])
def test_another_threshold_moves_the_border(case: dict) -> None:
    right = RightAnswers(case["direct"], case["high"])
    penalty_of = {"code": code_penalty, "paper": paper_penalty}[case["penalty"]]
    assert penalty_of(case["called"], right, case["theta"]) == case["lost"]


@pytest.mark.parametrize("case", CASES["rewards"])
def test_accuracy_less_the_penalty_and_half_a_point_for_the_form(case: dict) -> None:
    assert reward_of(case["right"], Form(case["format"], 1), case["penalty"]) == case["reward"]


def test_a_group_is_rewarded_by_how_many_of_it_were_right_without_a_call() -> None:
    group = [[ANSWER], [ASKING, ANSWER], ["<answer>7</answer>"], [ANSWER], [ASKING]]
    right = [True, True, True, False, False]
    assert group_rewards(group, right, code_penalty) == [1.5, 1.4, 1.0, 0.5, 0.0]
    seldom = [[ANSWER]] + [[ASKING, ANSWER]] * 7
    assert group_rewards(seldom, [True] * 8, code_penalty) == [1.4] * 8
    assert group_rewards(seldom, [True] * 8, paper_penalty) == [1.4] + [1.5] * 7
    assert group_rewards(seldom, [False] * 8, paper_penalty) == [0.5] * 8
