"""From rule to dates: tables for every form, year ends, clamping, and the plan of 2010/11."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regtrack.deadlines.calendars import Period, ProductionCalendar, SchoolCalendar, SchoolEvent
from regtrack.deadlines.occurrences import MissingPeriod, first_term, missing_periods, occurrences
from regtrack.deadlines.rules import parse_rule
from regtrack.deadlines.school_year import SchoolYear


def d(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def periods(kind: Any, *pairs: str) -> tuple[Period, ...]:
    stretches = (pair.split() for pair in pairs)
    return tuple(
        Period(kind, nth, date.fromisoformat(starts), date.fromisoformat(ends))
        for nth, (starts, ends) in enumerate(stretches, 1)
    )


THEN = SchoolCalendar(
    ProductionCalendar("RU"),
    periods(
        "quarter",
        "2010-09-01 2010-10-31",
        "2010-11-08 2010-12-28",
        "2011-01-11 2011-03-22",
        "2011-04-01 2011-05-25",
    ),
)
NOW = SchoolCalendar(
    ProductionCalendar("RU"),
    periods(
        "quarter",
        "2026-09-01 2026-10-25",
        "2026-11-05 2026-12-30",
        "2027-01-11 2027-03-21",
        "2027-04-01 2027-05-26",
    )
    + periods("half_year", "2026-09-01 2026-12-30", "2027-01-11 2027-05-26"),
    (
        SchoolEvent("spring", "parents_meeting", date(2027, 3, 13)),
        SchoolEvent("autumn", "parents_meeting", date(2026, 10, 14)),
        SchoolEvent("older", "parents_meeting", date(2025, 10, 14)),
        SchoolEvent("175", "order_registered", date(2026, 12, 24), planned=False),
    ),
)


@pytest.mark.parametrize(
    ("rule", "window", "due"),
    [
        ({"month": 10}, "2010-10-01", "2010-10-29"),
        ({"by": "05-31"}, None, "2011-05-31"),
        ({"month": 1}, "2011-01-01", "2011-01-31"),
        ({"from": "02-01"}, "2011-02-01", None),
        ({"each": "quarter", "at": "end"}, "2010-09-01", "2010-10-29"),
        ({"month": 5}, "2011-05-01", "2011-05-31"),
        ({"each": "school_year", "month": 5}, "2011-05-01", "2011-05-31"),
        ({"throughout": True}, "2010-09-01", None),
        ({"undecided": True}, None, None),
        ({"on": {"event": "parents_meeting"}}, None, None),
    ],
    ids=str,
)
def test_the_plan_of_2010(rule: dict[str, Any], window: str | None, due: str | None) -> None:
    assert first_term(parse_rule(rule), SchoolYear(2010), THEN) == (d(window), d(due))


def test_the_backup_of_2010_is_due_in_each_quarter() -> None:
    rule = parse_rule({"each": "quarter", "at": "end"})
    found = occurrences(rule, SchoolYear(2010), THEN)
    assert [(one.key, one.due_on) for one in found] == [
        ("2010-q1", date(2010, 10, 29)),
        ("2010-q2", date(2010, 12, 28)),
        ("2010-q3", date(2011, 3, 22)),
        ("2010-q4", date(2011, 5, 25)),
    ]
    assert missing_periods(rule, THEN, SchoolYear(2010)) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"by": "09-06"}, [("2026", None, "2026-09-06", "2026-09-04")]),
        ({"by": "09-06", "roll": "after"}, [("2026", None, "2026-09-06", "2026-09-07")]),
        ({"by": "09-06", "roll": "none"}, [("2026", None, "2026-09-06", "2026-09-06")]),
        ({"by": "02-29"}, [("2026", None, "2027-02-28", "2027-02-26")]),
        ({"by": "01-05"}, [("2026", None, "2027-01-05", "2026-12-30")]),
        ({"by": "08-31"}, [("2026", None, "2027-08-31", "2027-08-31")]),
        ({"between": ["08-01", "09-30"]}, [("2026", "2026-08-01", "2026-09-30", "2026-09-30")]),
        ({"between": ["12-20", "01-10"]}, [("2026", "2026-12-20", "2027-01-10", "2026-12-30")]),
        ({"between": ["09-01", "05-31"]}, [("2026", "2026-09-01", "2027-05-31", "2027-05-31")]),
        ({"between": ["10-01", "09-15"]}, [("2026", "2025-10-01", "2026-09-15", "2026-09-15")]),
        ({"period": "quarter", "nth": 1}, [("2026-q1", "2026-09-01", "2026-10-25", "2026-10-23")]),
        ({"period": "half_year", "nth": 2}, [("2026-h2", "2027-01-11", "2027-05-26", "2027-05-26")]),
        ({"period": "trimester", "nth": 1}, []),
        ({"from": "02-01"}, [("2026", "2027-02-01", None, None)]),
        ({"throughout": True}, [("2026", "2026-09-01", None, None)]),
        ({"undecided": True}, [("2026", None, None, None)]),
        (
            {"throughout": True, "review": "half_year"},
            [
                ("2026-h1", "2026-09-01", "2026-12-30", "2026-12-30"),
                ("2026-h2", "2027-01-11", "2027-05-26", "2027-05-26"),
            ],
        ),
        (
            {"from": "02-15", "each": "half_year"},
            [("2026-h2", "2027-02-15", "2027-05-26", "2027-05-26")],
        ),
        (
            {"each": "half_year", "at": "start"},
            [
                ("2026-h1", "2026-09-01", "2026-09-01", "2026-09-01"),
                ("2026-h2", "2027-01-11", "2027-01-11", "2027-01-11"),
            ],
        ),
        (
            {"each": "half_year", "at": "end", "working_days": -3},
            [
                ("2026-h1", "2026-09-01", "2026-12-25", "2026-12-25"),
                ("2026-h2", "2027-01-11", "2027-05-21", "2027-05-21"),
            ],
        ),
        ({"each": "school_year", "at": "end"}, [("2026", "2026-09-01", "2027-08-31", "2027-08-31")]),
        (
            {"each": "school_year", "times": 2},
            [
                ("2026-n1", "2026-09-01", "2027-03-01", "2027-03-01"),
                ("2026-n2", "2027-03-02", "2027-08-31", "2027-08-31"),
            ],
        ),
        (
            {"on": {"event": "parents_meeting"}},
            [
                ("event:autumn", None, "2026-10-14", "2026-10-14"),
                ("event:spring", None, "2027-03-13", "2027-03-13"),
            ],
        ),
        (
            {"after": {"event": "order_registered", "working_days": 10}},
            [("event:175", "2026-12-24", "2027-01-18", "2027-01-18")],
        ),
        (
            {"after": {"event": "order_registered", "days": 10}},
            [("event:175", "2026-12-24", "2027-01-03", "2027-01-11")],
        ),
        (
            {"after": {"event": "order_registered", "days": 10}, "roll": "before"},
            [("event:175", "2026-12-24", "2027-01-03", "2026-12-30")],
        ),
        (
            {"dates": ["2027-05-01", "2026-10-03", "2028-01-01"]},
            [
                ("on:2026-10-03", None, "2026-10-03", "2026-10-03"),
                ("on:2027-05-01", None, "2027-05-01", "2027-05-01"),
            ],
        ),
    ],
    ids=str,
)
def test_the_occurrences_of_2026(
    rule: dict[str, Any], expected: list[tuple[str, str | None, str | None, str | None]]
) -> None:
    found = occurrences(parse_rule(rule), SchoolYear(2026), NOW)
    assert [(one.key, one.window_start, one.scheduled_on, one.due_on) for one in found] == [
        (key, d(window), d(scheduled), d(due)) for key, window, scheduled, due in expected
    ]


def test_every_month_clamps_at_its_end() -> None:
    found = occurrences(parse_rule({"each": "month", "day": 31}), SchoolYear(2027), NOW)
    assert [str(one.scheduled_on) for one in found][3:7] == [
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ]
    assert [one.key for one in found][3:5] == ["2027-12", "2028-01"]
    assert len(found) == 12


def test_the_first_of_january_is_due_in_the_year_before() -> None:
    found = occurrences(parse_rule({"each": "month", "day": 1}), SchoolYear(2026), NOW)
    january = next(one for one in found if one.key == "2027-01")
    assert (january.window_start, january.due_on) == (date(2026, 12, 30), date(2026, 12, 30))


def test_weeks_of_successive_years_neither_overlap_nor_leave_a_gap() -> None:
    rule = parse_rule({"each": "week", "day": 3})
    found = [one for year in (2024, 2025, 2026) for one in occurrences(rule, SchoolYear(year), NOW)]
    days = [one.scheduled_on for one in found if one.scheduled_on]
    assert all((later - earlier).days == 7 for earlier, later in zip(days, days[1:], strict=False))
    assert len({one.key for one in found}) == len(found)
    assert "2026-w36" in {one.key for one in occurrences(rule, SchoolYear(2026), NOW)}


def test_nothing_is_due_before_its_beginning() -> None:
    """28 February 2027 is a Sunday: the end of that month cannot move before the beginning."""
    found = occurrences(parse_rule({"from": "02-28", "each": "month"}), SchoolYear(2026), NOW)
    assert (found[0].window_start, found[0].due_on) == (date(2027, 2, 28), date(2027, 3, 1))


def test_missing_periods_are_reported_and_never_guessed() -> None:
    bare = SchoolCalendar(ProductionCalendar("RU"), NOW.periods[1:2])
    rule = parse_rule({"each": "quarter", "at": "end"})
    year = SchoolYear(2026)
    assert [one.key for one in occurrences(rule, year, bare)] == ["2026-q2"]
    assert [one.nth for one in missing_periods(rule, bare, year)] == [1, 3, 4]
    assert first_term(rule, year, bare) == (None, None)
    nth = parse_rule({"period": "quarter", "nth": 3})
    assert missing_periods(nth, bare, year) == [MissingPeriod("quarter", 3)]
    assert missing_periods(parse_rule({"period": "quarter", "nth": 2}), bare, year) == []
    assert missing_periods(parse_rule({"each": "month"}), bare, year) == []
    begun = parse_rule({"from": "02-01", "each": "quarter"})
    assert first_term(begun, year, SchoolCalendar()) == (date(2027, 2, 1), None)
    seen = parse_rule({"throughout": True, "review": "quarter"})
    assert first_term(seen, year, SchoolCalendar()) == (date(2026, 9, 1), None)


def test_several_times_a_year_have_no_first_date() -> None:
    rule = parse_rule({"each": "school_year", "times": 2})
    assert first_term(rule, SchoolYear(2026), NOW) == (date(2026, 9, 1), None)


def test_until_asks_for_what_is_due_by_then() -> None:
    rule = parse_rule({"each": "quarter", "at": "end"})
    found = occurrences(rule, SchoolYear(2026), NOW, until=date(2026, 12, 30))
    assert [one.key for one in found] == ["2026-q1", "2026-q2"]
    begins = parse_rule({"from": "02-01"})
    assert occurrences(begins, SchoolYear(2026), NOW, until=date(2027, 1, 31)) == []
    assert len(occurrences(begins, SchoolYear(2026), NOW, until=date(2027, 2, 1))) == 1
    assert (
        len(occurrences(parse_rule({"undecided": True}), SchoolYear(2026), NOW, until=date(2026, 1, 1))) == 1
    )


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("09-01", "2027-09-01"),
        ("12-31", "2027-12-31"),
        ("01-01", "2028-01-01"),
        ("02-29", "2028-02-29"),
        ("08-31", "2028-08-31"),
    ],
)
def test_places_of_a_school_year(place: str, day: str) -> None:
    year = SchoolYear(2027)
    assert year.place(place) == d(day)
    assert SchoolYear.of(date.fromisoformat(day)) == year


def test_a_school_year() -> None:
    year = SchoolYear(2026)
    assert (year.starts, year.ends, str(year)) == (date(2026, 9, 1), date(2027, 8, 31), "2026/27")
    assert SchoolYear.of(date(2026, 8, 31)) == SchoolYear(2025)
    assert str(SchoolYear(2099)) == "2099/00"
    with pytest.raises(ValueError, match="1"):
        SchoolYear(1)


@pytest.mark.parametrize("place", ["02-30", "10-32", "00-10", "1-1", "", "05-31 "])
def test_impossible_places(place: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        SchoolYear(2026).place(place)
