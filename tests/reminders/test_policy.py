"""The default policy as a table: nominal days, and the working days on which they go out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from regtrack.deadlines.calendars import ProductionCalendar
from regtrack.reminders.policy import DEFAULT, LOOK_BACK, Policy, SlotKind, come, slots_of

RU = ProductionCalendar("RU", 5)


def d(text: str) -> date:
    return date.fromisoformat(text)


def test_before_on_the_day_and_every_third_working_day_after() -> None:
    # Due on Monday 16 November 2026.
    slots = list(slots_of(d("2026-11-16"), d("2026-11-30"), RU))
    assert [(slot.kind, slot.nominal.isoformat()) for slot in slots] == [
        (SlotKind.BEFORE, "2026-11-02"),
        (SlotKind.BEFORE, "2026-11-09"),
        (SlotKind.BEFORE, "2026-11-13"),
        (SlotKind.BEFORE, "2026-11-15"),
        (SlotKind.DUE, "2026-11-16"),
        (SlotKind.OVERDUE, "2026-11-19"),
        (SlotKind.OVERDUE, "2026-11-24"),
        (SlotKind.OVERDUE, "2026-11-27"),
    ]


@pytest.mark.parametrize(
    ("due", "kind", "nominal_day", "goes_on"),
    [
        ("2026-11-16", "before", "2026-11-15", "2026-11-13"),  # a Sunday goes on the Friday before
        ("2026-11-18", "before", "2026-11-04", "2026-11-03"),  # National Unity Day
        ("2026-11-22", "due", "2026-11-22", "2026-11-20"),  # due on a Sunday
        ("2027-01-12", "before", "2027-01-05", "2026-12-30"),  # New Year's holidays, 31 December is off
        ("2026-12-30", "overdue", "2027-01-13", "2027-01-13"),  # the third working day stands after them
    ],
)
def test_slots_on_days_off(due: str, kind: str, nominal_day: str, goes_on: str) -> None:
    slots = {slot.nominal: slot for slot in slots_of(d(due), d(due) + timedelta(days=14), RU)}
    found = slots[d(nominal_day)]
    assert (found.kind, found.goes_on) == (kind, d(goes_on))


def test_a_school_of_six_days_counts_its_own_saturdays() -> None:
    six = ProductionCalendar("RU", 6)
    overdue = [slot.nominal for slot in slots_of(d("2026-11-18"), d("2026-11-30"), six)][5:]
    assert overdue == [d("2026-11-21"), d("2026-11-25"), d("2026-11-28")]


def test_a_schools_own_day_off_moves_what_falls_on_it() -> None:
    closed = ProductionCalendar("RU", 5, {d("2026-11-13"): "off"})
    [eve] = [
        slot for slot in slots_of(d("2026-11-16"), d("2026-11-16"), closed) if slot.nominal == d("2026-11-13")
    ]
    assert eve.goes_on == d("2026-11-12")


@pytest.mark.parametrize(
    ("today", "last"),
    [
        ("2026-11-01", None),
        ("2026-11-02", "2026-11-02"),
        ("2026-11-08", "2026-11-02"),
        ("2026-11-13", "2026-11-15"),  # tomorrow's slot falls on a Sunday and has come on Friday
        ("2026-11-16", "2026-11-16"),
        ("2026-11-18", "2026-11-16"),
        ("2026-11-19", "2026-11-19"),
        ("2026-12-25", "2026-12-23"),
    ],
)
def test_what_has_come(today: str, last: str | None) -> None:
    slots = come(d("2026-11-16"), d(today), RU)
    assert (slots[-1].nominal if slots else None) == (d(last) if last else None)


@pytest.mark.parametrize("days", range(0, 400, 7))
def test_slots_are_in_order_each_once_and_not_older_than_the_look_back(days: int) -> None:
    today = d("2026-11-16") + timedelta(days=days)
    slots = [slot.nominal for slot in come(d("2026-11-16"), today, RU)]
    assert slots == sorted(set(slots))
    assert all(today - LOOK_BACK <= slot <= today + timedelta(days=3) for slot in slots)
    # However long it is overdue, somebody is told in each fortnight.
    assert slots[-1] >= today - timedelta(days=14)


def test_looking_daily_or_once_finds_the_same_slots() -> None:
    first, last = d("2026-11-01"), d("2026-12-01")
    daily = set()
    for n in range((last - first).days + 1):
        daily |= set(come(d("2026-11-16"), first + timedelta(days=n), RU))
    assert daily == set(come(d("2026-11-16"), last, RU)) | {
        slot for slot in daily if slot.nominal < last - LOOK_BACK
    }
    assert len({slot.nominal for slot in daily}) == len(daily)


def test_a_policy_says_how_far_ahead_a_letter_looks() -> None:
    assert DEFAULT.soon == timedelta(days=14)
    assert Policy(before=()).soon == timedelta(0)
