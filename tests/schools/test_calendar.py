"""The calendar that deadline rules are given."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select

from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.deadlines.calendars import Period
from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.schools import days, events, periods
from regtrack.schools.calendar import as_period, periods_of
from regtrack.schools.models import School
from regtrack.schools.months import months_of
from regtrack.schools.service import calendar_of, plan_event, record_event
from tests.cast import Cast

YEAR = SchoolYear(2026)
QUARTERS = [
    Period("quarter", 1, date(2026, 9, 1), date(2026, 10, 25)),
    Period("quarter", 2, date(2026, 11, 5), date(2026, 12, 29)),
    Period("quarter", 3, date(2027, 1, 11), date(2027, 3, 21)),
    Period("quarter", 4, date(2027, 4, 1), date(2027, 5, 26)),
]


def enter(cast: Cast, wanted: list[Period], kinds: tuple[str, ...] = ("quarter", "break")) -> list[str]:
    return periods.replace_periods(cast.school, YEAR, kinds, wanted, cast.actor("director"))


def recorded(tag: Tag) -> list[str]:
    query = select(AuditEntry.body).where(AuditEntry.tag == str(tag)).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def test_the_calendar_holds_all_parts_of_the_year_in_at_most_four_queries(cast: Cast) -> None:
    enter(cast, QUARTERS)
    days.change_day(cast.school, date(2026, 12, 28), "off", "приказ", cast.actor("director"))
    meeting = plan_event(cast.school, "parents_meeting", date(2026, 10, 14), "", cast.actor("director"))
    gone = plan_event(cast.school, "parents_meeting", date(2026, 12, 9), "", cast.actor("director"))
    events.cancel_event(gone, cast.actor("director"))
    plan_event(cast.school, "parents_meeting", date(2027, 9, 9), "", cast.actor("director"))
    record_event(cast.school, "order_registered", date(2026, 9, 3), "Приказ № 3")
    db.session.commit()
    school = db.session.get_one(School, cast.school.id)
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    found = calendar_of(school, 2026)
    event.remove(db.engine, "before_cursor_execute", count)
    assert len([one for one in asked if one.startswith("SELECT")]) <= 4
    assert list(found.periods) == QUARTERS
    assert not found.production.is_working(date(2026, 12, 28))
    assert found.production.is_working(date(2026, 12, 25))
    assert [(one.key, one.on) for one in found.events_of("parents_meeting", YEAR)] == [
        (f"event-{meeting.id}", date(2026, 10, 14))
    ]
    assert [one.planned for one in found.events_of("order_registered", YEAR)] == [False]


def test_a_moved_event_keeps_its_key(cast: Cast) -> None:
    actor = cast.actor("director")
    meeting = plan_event(cast.school, "parents_meeting", date(2026, 10, 14), "", actor)
    before = calendar_of(cast.school, 2026).events[0]
    assert events.change_event(meeting, "parents_meeting", date(2026, 10, 21), "", actor) == ["on"]
    db.session.flush()
    after = calendar_of(cast.school, 2026).events[0]
    assert (before.key, after.on) == (after.key, date(2026, 10, 21))


@pytest.mark.parametrize("country", ["RU", "KZ"])
@pytest.mark.parametrize("week", [5, 6])
def test_country_and_week_come_from_the_school(cast: Cast, country: str, week: int) -> None:
    cast.school.country, cast.school.week = country, week
    production = calendar_of(cast.school, 2026).production
    assert production.is_working(date(2026, 9, 12)) is (week == 6)
    assert production.is_working(date(2026, 12, 16)) is (country == "RU")


def test_periods_are_replaced_moved_and_taken_out(cast: Cast) -> None:
    assert enter(cast, QUARTERS) == ["quarter:1", "quarter:2", "quarter:3", "quarter:4"]
    moved = [Period("quarter", 1, date(2026, 9, 1), date(2026, 10, 24)), *QUARTERS[1:3]]
    assert enter(cast, moved) == ["quarter:1", "quarter:4"]
    assert enter(cast, moved) == []
    db.session.flush()
    assert [as_period(row) for row in periods_of(cast.school, 2026)] == moved
    bodies = recorded(Tag.CALENDAR_CHANGED)
    assert len(bodies) == 2
    assert '"periods":["quarter:1","quarter:4"]' in bodies[1]


def test_kinds_that_are_not_named_stay(cast: Cast) -> None:
    enter(cast, QUARTERS)
    enter(cast, [Period("break", 1, date(2026, 10, 26), date(2026, 11, 4))], kinds=("break",))
    db.session.flush()
    assert len(periods_of(cast.school, 2026)) == 5


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([Period("quarter", 1, date(2026, 8, 31), date(2026, 10, 25))], "quarter_1"),
        ([Period("quarter", 4, date(2027, 4, 1), date(2027, 9, 1))], "quarter_4"),
        ([QUARTERS[0], Period("quarter", 2, date(2026, 10, 25), date(2026, 12, 1))], "quarter_2"),
        ([QUARTERS[2], Period("quarter", 1, date(2027, 4, 1), date(2027, 5, 1))], "quarter_3"),
        ([Period("break", 1, date(2026, 10, 1), date(2026, 10, 9)),
          Period("break", 2, date(2026, 10, 9), date(2026, 10, 12))], "break_2"),
    ],
)  # fmt: skip
def test_periods_that_cannot_stand_are_refused(cast: Cast, wanted: list[Period], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter(cast, wanted)
    assert refused.value.field == field
    assert periods_of(cast.school, 2026) == []


@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        ([], [(1, date(2026, 10, 26), date(2026, 11, 3), 7)]),
        ([Period("break", 1, date(2026, 10, 26), date(2026, 11, 4))], []),
        # 4 November is a day off: nothing is missing
        ([Period("break", 1, date(2026, 10, 26), date(2026, 11, 3))], []),
        ([Period("break", 1, date(2026, 10, 26), date(2026, 11, 2))],
         [(1, date(2026, 11, 3), date(2026, 11, 3), 1)]),
    ],
)  # fmt: skip
def test_working_days_between_periods_are_told(
    cast: Cast, breaks: list[Period], expected: list[tuple[int, date, date, int]]
) -> None:
    production = calendar_of(cast.school, 2026).production
    found = periods.gaps([*QUARTERS[:2], *breaks], production)
    assert [(one.after, one.starts, one.ends, one.working_days) for one in found] == expected


def test_last_years_periods_are_proposed_on_the_same_days_of_the_week(cast: Cast) -> None:
    enter(cast, QUARTERS)
    proposed = periods.propose(cast.school, SchoolYear(2027))
    assert [one.nth for one in proposed] == [1, 2, 3, 4]
    assert proposed[0].starts == date(2027, 9, 1)  # 31 August is no day of the school year
    assert [one.ends.weekday() for one in proposed] == [one.ends.weekday() for one in QUARTERS]
    periods.check(proposed, SchoolYear(2027))
    assert periods_of(cast.school, 2027) == []
    assert periods.propose(cast.school, SchoolYear(2025)) == []


def test_a_second_word_on_a_day_replaces_the_first_and_can_be_taken_back(cast: Cast) -> None:
    actor, day = cast.actor("director"), date(2026, 12, 28)
    first = days.change_day(cast.school, day, "off", "мороз", actor)
    db.session.flush()
    again = days.change_day(cast.school, day, "short", "", actor)
    assert (first.id, again.kind, again.note) == (again.id, "short", "")
    assert days.undo_change(cast.school, again.id, actor) == day
    db.session.flush()
    assert calendar_of(cast.school, 2026).production.changes == {}
    bodies = recorded(Tag.CALENDAR_CHANGED)
    assert len(bodies) == 3
    assert not any("мороз" in body for body in bodies)
    with pytest.raises(NotFound):
        days.undo_change(cast.school, again.id, actor)
    with pytest.raises(Invalid):
        days.change_day(cast.school, day, "perhaps", "", actor)


def test_another_schools_rows_are_not_found(cast: Cast) -> None:
    actor = cast.actor("director")
    change = days.change_day(cast.other, date(2026, 12, 28), "off", "", actor)
    meeting = plan_event(cast.other, "parents_meeting", date(2026, 10, 14), "", actor)
    db.session.flush()
    with pytest.raises(NotFound):
        days.undo_change(cast.school, change.id, actor)
    with pytest.raises(NotFound):
        events.get_event(cast.school, meeting.id)


def test_each_step_of_an_event_is_recorded_without_its_title(cast: Cast) -> None:
    actor = cast.actor("director")
    meeting = plan_event(cast.school, "parents_meeting", date(2026, 10, 14), "О Пете", actor)
    events.change_event(meeting, "parents_meeting", date(2026, 10, 14), "О Васе", actor)
    events.change_event(meeting, "parents_meeting", date(2026, 10, 14), "О Васе", actor)
    events.cancel_event(meeting, actor)
    events.cancel_event(meeting, actor)
    events.restore_event(meeting, actor)
    assert len(recorded(Tag.EVENT_PLANNED)) == 1
    changes = recorded(Tag.EVENT_CHANGED)
    assert len(changes) == 3
    assert '"fields":["title"]' in changes[0]
    assert '"cancelled":true' in changes[1]
    assert not any("Пет" in body or "Вас" in body for body in changes + recorded(Tag.EVENT_PLANNED))


def test_what_has_happened_stays(cast: Cast) -> None:
    actor = cast.actor("director")
    order = record_event(cast.school, "order_registered", date(2026, 9, 3), "Приказ № 3", actor)
    assert len(recorded(Tag.EVENT_RECORDED)) == 1
    with pytest.raises(Refusal):
        events.change_event(order, "order_registered", date(2026, 9, 4), "", actor)
    with pytest.raises(Refusal):
        events.cancel_event(order, actor)


@pytest.mark.parametrize("kind", ["", "Собрание", "with space", "x" * 41, "9th"])
def test_a_kind_of_event_that_no_pack_could_name_is_refused(cast: Cast, kind: str) -> None:
    with pytest.raises(Invalid):
        record_event(cast.school, kind, date(2026, 9, 3))


def test_months_show_what_each_day_is(cast: Cast) -> None:
    actor = cast.actor("director")
    days.change_day(cast.school, date(2026, 12, 31), "short", "", actor)
    days.change_day(cast.school, date(2027, 2, 20), "working", "", actor)
    days.change_day(cast.school, date(2026, 12, 28), "off", "", actor)
    db.session.flush()
    months = months_of(YEAR, calendar_of(cast.school, 2026).production)
    shown = {one.date: (one.kind, one.own) for month in months for one in month.days}
    assert len(shown) == 365
    assert (min(shown), max(shown)) == (YEAR.starts, YEAR.ends)
    assert shown[date(2026, 11, 4)] == ("holiday", False)
    assert shown[date(2026, 11, 7)] == ("weekend", False)
    assert shown[date(2026, 11, 9)] == ("working", False)
    assert shown[date(2026, 12, 31)] == ("short", True)
    assert shown[date(2027, 2, 20)] == ("moved", True)
    assert shown[date(2026, 12, 28)] == ("holiday", True)
    assert all(len(week) == 7 for month in months for week in month.weeks)
    assert [month.first.month for month in months] == [9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8]
    assert months[1].working_days == 22
