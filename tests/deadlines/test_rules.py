"""Rules: every form is read and written back, every fault is named at its place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from regtrack.deadlines.rules import RuleFault, parse_rule, rule_to_dict

FORMS: list[dict[str, Any]] = [
    {"by": "05-31"},
    {"by": "02-29", "roll": "after"},
    {"month": 10},
    {"between": ["08-01", "09-30"]},
    {"period": "quarter", "nth": 4},
    {"period": "trimester", "nth": 3, "roll": "none"},
    {"period": "half_year", "nth": 2},
    {"from": "02-01"},
    {"from": "02-01", "each": "month"},
    {"throughout": True},
    {"throughout": True, "review": "quarter"},
    {"each": "week"},
    {"each": "quarter", "at": "end"},
    {"each": "half_year", "at": "start"},
    {"each": "month", "day": 5},
    {"each": "week", "day": 7},
    {"each": "school_year", "month": 5},
    {"each": "school_year", "times": 2},
    {"each": "quarter", "at": "end", "working_days": -3},
    {"after": {"event": "order_registered", "working_days": 10}},
    {"after": {"event": "change", "days": 3}, "roll": "before"},
    {"on": {"event": "parents_meeting"}},
    {"dates": ["2026-10-01", "2027-05-25"]},
    {"undecided": True},
]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_rule_is_read_and_written_back(form: dict[str, Any]) -> None:
    rule = parse_rule(form)
    assert rule_to_dict(rule) == form
    assert parse_rule(json.loads(json.dumps(rule_to_dict(rule)))) == rule
    assert hash(rule) == hash(parse_rule(form))


def test_dates_may_come_as_dates() -> None:
    assert rule_to_dict(parse_rule({"dates": [date(2026, 10, 1)]})) == {"dates": ["2026-10-01"]}


@pytest.mark.parametrize(
    ("mapping", "path", "code"),
    [
        ("by", (), "not_a_mapping"),
        (None, (), "not_a_mapping"),
        ({}, (), "no_form"),
        ({"roll": "before"}, (), "no_form"),
        ({"eahc": "month"}, ("eahc",), "unknown_key_near"),
        ({"zzzzzz": 1}, ("zzzzzz",), "unknown_key"),
        ({1: 1}, ("1",), "unknown_key"),
        ({"by": "05-31", "rol": "before"}, ("rol",), "unknown_key_near"),
        ({"by": "05-31", "month": 5}, (), "two_forms"),
        ({"each": "month", "from": "02-01", "day": 5}, ("day",), "unknown_key"),
        ({"by": "02-30"}, ("by",), "impossible_date"),
        ({"by": "10-32"}, ("by",), "impossible_date"),
        ({"by": "13-01"}, ("by",), "impossible_date"),
        ({"by": "5-31"}, ("by",), "bad_place"),
        ({"by": 531}, ("by",), "bad_place"),
        ({"by": "05-31", "roll": "up"}, ("roll",), "one_of"),
        ({"month": 13}, ("month",), "not_a_number"),
        ({"month": True}, ("month",), "not_a_number"),
        ({"month": "10"}, ("month",), "not_a_number"),
        ({"between": "08-01"}, ("between",), "bad_pair"),
        ({"between": ["08-01", "09-31"]}, ("between", 1), "impossible_date"),
        ({"period": "month", "nth": 1}, ("period",), "one_of"),
        ({"period": "quarter"}, (), "missing_key"),
        ({"period": "half_year", "nth": 3}, ("nth",), "not_a_number"),
        ({"from": "02-01", "each": "day"}, ("each",), "one_of"),
        ({"from": "02-01", "roll": "after"}, ("roll",), "not_with"),
        ({"throughout": False}, ("throughout",), "only_true"),
        ({"throughout": 1}, ("throughout",), "only_true"),
        ({"throughout": True, "roll": "after"}, ("roll",), "not_with"),
        ({"each": "year"}, ("each",), "one_of"),
        ({"each": ["month"]}, ("each",), "one_of"),
        ({"each": "quarter", "at": "middle"}, ("at",), "one_of"),
        ({"each": "month", "at": "end", "day": 5}, ("day",), "not_with"),
        ({"each": "quarter", "day": 5}, ("day",), "not_with"),
        ({"each": "month", "month": 5}, ("month",), "not_with"),
        ({"each": "week", "day": 8}, ("day",), "not_a_number"),
        ({"each": "month", "day": 32}, ("day",), "not_a_number"),
        ({"each": "month", "times": 0}, ("times",), "not_a_number"),
        ({"each": "month", "times": 2, "working_days": 1}, ("times",), "not_with"),
        ({"each": "month", "working_days": 0}, ("working_days",), "not_a_number"),
        ({"each": "month", "working_days": 1, "roll": "none"}, ("roll",), "not_with"),
        ({"after": "order"}, ("after",), "not_a_mapping"),
        ({"after": {"event": "change"}}, ("after",), "missing_key"),
        ({"after": {"days": 3}}, ("after",), "missing_key"),
        ({"after": {"event": "change", "days": 3, "working_days": 3}}, ("after", "days"), "not_with"),
        ({"after": {"event": "change", "dyas": 3}}, ("after", "dyas"), "unknown_key_near"),
        ({"after": {"event": "change", "working_days": 3}, "roll": "none"}, ("roll",), "not_with"),
        ({"after": {"event": "Приказ", "days": 3}}, ("after", "event"), "bad_event"),
        ({"on": {"event": 5}}, ("on", "event"), "bad_event"),
        ({"on": {}}, ("on",), "missing_key"),
        ({"dates": []}, ("dates",), "empty"),
        ({"dates": "2026-10-01"}, ("dates",), "not_a_list"),
        ({"dates": ["2027-02-29"]}, ("dates", 0), "impossible_date"),
        ({"dates": ["soon"]}, ("dates", 0), "bad_date"),
        ({"dates": ["2026-10-01", "2026-10-01"]}, ("dates", 1), "twice"),
        ({"dates": ["0001-01-01"]}, ("dates", 0), "bad_date"),
        ({"undecided": "yes"}, ("undecided",), "only_true"),
    ],
)
def test_a_fault_is_named_at_its_place(mapping: object, path: tuple[str | int, ...], code: str) -> None:
    with pytest.raises(RuleFault) as caught:
        parse_rule(mapping)
    assert (caught.value.path, caught.value.code) == (path, code)
    assert "%(" not in caught.value.message()
    assert caught.value.message() in str(caught.value)


def test_a_near_name_is_offered() -> None:
    with pytest.raises(RuleFault) as caught:
        parse_rule({"throughuot": True})
    assert "“throughout”" in caught.value.message()
