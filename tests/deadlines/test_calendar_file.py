"""A school's calendar in a file: generous in its shape, plain about its faults."""

from __future__ import annotations

import json
from datetime import date

import pytest

from regtrack.deadlines.calendars import CalendarFault, Period, SchoolEvent, parse_calendar_file

QUARTERS = (
    Period("quarter", 1, date(2026, 9, 1), date(2026, 10, 25)),
    Period("quarter", 2, date(2026, 11, 5), date(2026, 12, 29)),
)


@pytest.mark.parametrize(
    "text",
    [
        "quarters: [[2026-09-01, 2026-10-25], ['2026-11-05', '2026-12-29']]",
        "quarters:\n- {start: 2026-09-01, end: 2026-10-25}\n- {from: 2026-11-05, to: 2026-12-29}",
        "quarters: {1: [2026-09-01, 2026-10-25], 2: {starts_on: 2026-11-05, ends_on: 2026-12-29}}",
        "quarters:\n- {nth: 2, starts: 2026-11-05, ends: 2026-12-29}\n"
        "- {nth: 1, start: 2026-09-01, end: 2026-10-25}",
        "periods:\n- {kind: quarter, nth: 1, start: 2026-09-01, end: 2026-10-25}\n"
        "- {kind: quarter, nth: 2, start: 2026-11-05, end: 2026-12-29}",
        json.dumps({"quarters": {"1": ["2026-09-01", "2026-10-25"], "2": ["2026-11-05", "2026-12-29"]}}),
    ],
)
def test_periods_in_every_shape(text: str) -> None:
    assert tuple(sorted(parse_calendar_file(text).periods, key=lambda one: one.nth)) == QUARTERS


def test_numbers_begin_anew_in_each_school_year() -> None:
    text = "half_years: [[2025-09-01, 2025-12-29], [2026-01-12, 2026-05-31], [2026-09-01, 2026-12-29]]"
    assert [one.nth for one in parse_calendar_file(text).periods] == [1, 2, 1]


def test_events_and_changes() -> None:
    text = """
events:
  - {kind: parents_meeting, on: 2026-10-14, key: autumn}
  - {kind: order_registered, date: 2026-09-01, planned: false}
changes: {2026-12-28: off, 2027-02-20: working, 2026-12-30: short}
"""
    read = parse_calendar_file(text)
    assert read.events == (
        SchoolEvent("autumn", "parents_meeting", date(2026, 10, 14), True),
        SchoolEvent("order_registered-2026-09-01", "order_registered", date(2026, 9, 1), False),
    )
    assert read.changes == {
        date(2026, 12, 28): "off",
        date(2027, 2, 20): "working",
        date(2026, 12, 30): "short",
    }
    calendar = read.calendar("KZ", 6)
    assert (calendar.production.country, calendar.production.week) == ("KZ", 6)
    assert not calendar.production.is_working(date(2026, 12, 28))


@pytest.mark.parametrize("text", ["", "{}", "quarters:\n", "# nothing"])
def test_an_empty_file_is_an_empty_calendar(text: str) -> None:
    read = parse_calendar_file(text)
    assert (read.periods, read.events, dict(read.changes)) == ((), (), {})


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ("[", (), "unreadable"),
        ("{" * 3000, (), "unreadable"),
        ("quarters: [[2026-13-45, 2026-10-25]]", ("quarters", 0), "impossible_date"),
        ("- 1", (), "not_a_mapping"),
        ("quaters: []", ("quaters",), "unknown_key_near"),
        ("quarters: 5", ("quarters",), "not_a_list"),
        ("quarters: [5]", ("quarters", 0), "bad_pair"),
        ("quarters: [[2026-09-01]]", ("quarters", 0), "bad_pair"),
        ("quarters: [{start: 2026-09-01}]", ("quarters", 0), "bad_pair"),
        ("quarters: [{strat: 2026-09-01}]", ("quarters", 0, "strat"), "unknown_key_near"),
        ("quarters: [['2026-02-30', '2026-03-01']]", ("quarters", 0), "impossible_date"),
        ("breaks: [[1990-01-01, 1990-01-08]]", ("breaks", 0), "bad_date"),
        ("quarters: [[soon, later]]", ("quarters", 0), "bad_date"),
        ("quarters: [[2026-10-25, 2026-09-01]]", ("quarters", 0), "ends_first"),
        ("quarters: [[2026-09-01, 2026-10-25], [2026-10-25, 2026-12-29]]", ("quarters",), "overlap"),
        (
            "quarters: [{nth: 1, start: 2026-09-01, end: 2026-10-25},"
            " {nth: 1, start: 2026-11-05, end: 2026-12-29}]",
            ("quarters",),
            "twice",
        ),
        ("quarters: {x: [2026-09-01, 2026-10-25]}", ("quarters", "x"), "not_a_number"),
        ("periods: [{kind: module, nth: 1}]", ("periods", 0), "one_of"),
        ("events: [{on: 2026-10-14}]", ("events", 0), "missing_key"),
        ("events: [{kind: council}]", ("events", 0, "on"), "bad_date"),
        ("events: [{kind: council, on: 2026-10-14, plan: true}]", ("events", 0, "plan"), "unknown_key_near"),
        ("changes: {2026-12-28: holiday}", ("changes", "2026-12-28"), "one_of"),
        ("changes: {monday: off}", ("changes", "monday"), "bad_date"),
        ("x" * 300_000, (), "too_big"),
    ],
)
def test_a_fault_is_named_at_its_place(text: str, path: tuple[str | int, ...], code: str) -> None:
    with pytest.raises(CalendarFault) as caught:
        parse_calendar_file(text)
    assert (caught.value.path, caught.value.code) == (path, code)
    assert "%(" not in caught.value.message()


@pytest.mark.parametrize(
    "text",
    [
        "quarters: [[2026-09-01, 2026-10-25]]\nquarters: []\n",
        "quarters: {1: [2026-09-01, 2026-10-25], 1: [2026-11-05, 2026-12-29]}",
        "changes: {2026-12-28: off, 2026-12-28: working}",
    ],
)
def test_a_key_that_stands_twice_is_refused(text: str) -> None:
    with pytest.raises(CalendarFault) as refused:
        parse_calendar_file(text)
    assert refused.value.code == "twice"
