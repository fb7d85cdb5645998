"""What the Amazon States Language's values mean: paths, templates, choices, retries."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.asl import NotPlayable, StateFailed, catch, check, choose, fill, get, put, retry

keys = st.from_regex(r"[A-Za-z_][\w-]{0,8}", fullmatch=True)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(keys, values, max_size=4)


@given(objects, st.lists(keys, min_size=1, max_size=4), values)
def test_what_is_put_at_a_path_lies_there_and_the_rest_is_as_it_was(
    data: dict[str, Any], parts: list[str], value: Any
) -> None:
    before = repr(data)
    path = ".".join(["$", *parts])
    after = put(data, path, value)
    assert get(after, path) == value
    assert repr(data) == before
    assert {k: v for k, v in after.items() if k != parts[0]} == {
        k: v for k, v in data.items() if k != parts[0]
    }


def test_a_result_goes_in_its_place_nowhere_or_inside() -> None:
    assert put({"a": 1}, "$", 2) == 2
    assert put({"a": 1}, None, 2) == {"a": 1}
    assert put({"a": 1}, "$.b", 2) == {"a": 1, "b": 2}


@pytest.mark.parametrize("path", ["$.a", "$.l[2]", "$.l.a", "$.t[0][0]", "$['no such']"])
def test_a_path_to_nothing_fails_by_the_language_s_name(path: str) -> None:
    with pytest.raises(StateFailed) as caught:
        get({"l": [1, 2], "t": 5}, path)
    assert caught.value.error == "States.ParameterPathFailure"


@pytest.mark.parametrize("path", ["a", "$..a", "$.a[*]", "$.a[?(@.b)]", "$.a[-1]"])
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(NotPlayable):
        get({"a": [1]}, path)


def test_a_template_is_filled_from_the_data_and_the_context() -> None:
    template = {
        "fixed": "$.not a path",
        "deep": [{"of.$": "$.a[1]"}],
        "item.$": "$$.Map.Item.Value",
    }
    context = {"Map": {"Item": {"Value": "x"}}}
    filled = fill(template, {"a": [1, 2]}, context)
    assert filled == {"fixed": "$.not a path", "deep": [{"of": 2}], "item": "x"}


def test_a_choice_takes_its_first_true_rule() -> None:
    state = {
        "Choices": [
            {"Variable": "$.a", "StringEquals": "x", "Next": "X"},
            {"Variable": "$.b", "BooleanEquals": True, "Next": "B"},
        ],
        "Default": "Else",
    }
    assert choose(state, {"a": "x", "b": True}) == "X"
    assert choose(state, {"a": "", "b": True}) == "B"
    assert choose(state, {"a": True, "b": "true"}) == "Else"
    with pytest.raises(StateFailed, match="NoChoiceMatched"):
        choose({"Choices": state["Choices"]}, {"a": "", "b": False})


def test_an_error_is_retried_and_caught_by_its_name() -> None:
    state = {
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxDelaySeconds": 5}],
        "Catch": [
            {"ErrorEquals": ["Odd"], "Next": "A"},
            {"ErrorEquals": ["States.ALL"], "Next": "B"},
        ],
    }
    busy = retry(state, "Busy")
    assert [busy.wait(attempt) for attempt in range(busy.attempts)] == [2, 4, 5]
    assert retry(state, "Odd").attempts == 0
    assert [(catch(state, error) or {})["Next"] for error in ("Odd", "Busy")] == ["A", "B"]
    assert catch({}, "Odd") is None


@pytest.mark.parametrize(
    ("state", "what"),
    [
        ({"Type": "Wait", "Seconds": 3, "End": True}, "Seconds"),
        ({"Type": "Task", "Resource": "x", "HeartbeatSeconds": 1, "End": True}, "HeartbeatSeconds"),
        ({"Type": "Map", "ItemProcessor": {"States": {"In": {"Type": "Odd"}}}}, "In: Odd"),
        (
            {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": 1, "Next": "B"}]},
            "NumericEquals",
        ),
    ],
)
def test_a_definition_that_is_not_understood_is_refused(state: dict[str, Any], what: str) -> None:
    with pytest.raises(NotPlayable, match=what):
        check({"StartAt": "One", "States": {"One": state}})
