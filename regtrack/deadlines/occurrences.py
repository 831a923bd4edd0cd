"""From a rule and a school's calendar to the dated occurrences of a school year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .rule_forms import (
    After,
    Between,
    By,
    Each,
    From,
    InMonth,
    InPeriod,
    OnDates,
    OnEvent,
    PeriodKind,
    Rhythm,
    Roll,
    Rule,
    Throughout,
    Undecided,
)
from .school_calendar import SchoolCalendar
from .school_year import SchoolYear, clamped, read_place
from .spans import Span, missing, parts, period_key, spans


@dataclass(frozen=True)
class Occurrence:
    """One time that a rule asks for something.

    `key` is stable for ever within a rule; `scheduled_on` is the nominal date, `due_on` the date after
    moving to a working day. Undated occurrences have neither; `window_start` is known for the forms that
    have a beginning.
    """

    key: str
    window_start: date | None
    scheduled_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class MissingPeriod:
    """A period that a rule needs and the school has not entered."""

    kind: PeriodKind
    nth: int


def occurrences(
    rule: Rule, year: SchoolYear, calendar: SchoolCalendar, *, until: date | None = None
) -> list[Occurrence]:
    """The occurrences of one school year in the order of their dates; asked again, the same ones.

    With `until`, those due on or before that day, and the undated ones that have begun by then.
    """
    found = sorted(_made(rule, year, calendar), key=_place)
    if until is None:
        return found
    return [one for one in found if _place(one)[0] <= until]


def missing_periods(rule: Rule, calendar: SchoolCalendar, year: SchoolYear) -> list[MissingPeriod]:
    """The quarters, trimesters or half-years that the rule needs and the school has not entered."""
    rhythm = _rhythm(rule)
    if rhythm not in ("quarter", "trimester", "half_year"):
        return []
    absent = missing(rhythm, year, calendar)
    if isinstance(rule, InPeriod):
        absent = [nth for nth in absent if nth == rule.nth]
    return [MissingPeriod(rhythm, nth) for nth in absent]


def first_term(rule: Rule, year: SchoolYear, calendar: SchoolCalendar) -> tuple[date | None, date | None]:
    """Start of the window and date of the first term; None where rule and calendar do not determine them.

    Several times in a period (`times`) gives a window only: its dates are a proposal.
    """
    found = occurrences(rule, year, calendar)
    if not found:
        return _begins(rule, year), None
    first = found[0]
    absent = missing_periods(rule, calendar, year)
    if absent and not isinstance(rule, InPeriod) and f"{first.key[:6]}{absent[0].nth}" < first.key[:7]:
        return _begins(rule, year), None
    if isinstance(rule, Each) and rule.times is not None and rule.times > 1:
        return first.window_start, None
    return first.window_start, first.due_on


def _begins(rule: Rule, year: SchoolYear) -> date | None:
    """Where a rule begins that waits for the school's periods."""
    match rule:
        case From():
            return year.place(rule.begins)
        case Throughout():
            return year.starts
        case _:
            return None


def _place(one: Occurrence) -> tuple[date, date, str]:
    day = one.due_on or one.window_start or date.min
    return day, one.scheduled_on or day, one.key


def _rhythm(rule: Rule) -> Rhythm | None:
    match rule:
        case Each() | From():
            return rule.each
        case Throughout():
            return rule.review
        case InPeriod():
            return rule.period
        case _:
            return None


def _made(rule: Rule, year: SchoolYear, calendar: SchoolCalendar) -> Iterator[Occurrence]:
    match rule:
        case By() | InMonth() | Between() | InPeriod():
            yield from _once(rule, year, calendar)
        case From(each=None):
            yield Occurrence(str(year.first), year.place(rule.begins), None, None)
        case From():
            yield from _from(rule, year, calendar)
        case Throughout(review=None):
            yield Occurrence(str(year.first), year.starts, None, None)
        case Throughout(review=str() as review):
            yield from _each(Each(review, roll=rule.roll), year, calendar)
        case Each():
            yield from _each(rule, year, calendar)
        case After() | OnEvent():
            yield from _events(rule, year, calendar)
        case OnDates():
            for day in rule.dates:
                if day in year:
                    yield _due(f"on:{day.isoformat()}", None, day, rule.roll or "none", calendar)
        case Undecided():
            yield Occurrence(str(year.first), None, None, None)


def _once(
    rule: By | InMonth | Between | InPeriod, year: SchoolYear, calendar: SchoolCalendar
) -> Iterator[Occurrence]:
    key, roll = str(year.first), rule.roll or "before"
    match rule:
        case By():
            yield _due(key, None, year.place(rule.by), roll, calendar)
        case InMonth():
            starts, ends = year.in_month(rule.month, 1), year.in_month(rule.month, 31)
            yield _due(key, starts, ends, roll, calendar)
        case Between():
            starts, ends = year.place(rule.begins), year.place(rule.ends)
            if starts > ends:  # begins in the summer before: the end says which school year it belongs to
                starts = clamped(starts.year - 1, *read_place(rule.begins))
            yield _due(key, starts, ends, roll, calendar)
        case InPeriod():
            wanted = period_key(rule.period, rule.nth, year)
            for span in spans(rule.period, year, calendar):
                if span.key == wanted:
                    yield _due(span.key, span.starts, span.ends, roll, calendar)


def _from(rule: From, year: SchoolYear, calendar: SchoolCalendar) -> Iterator[Occurrence]:
    begins = year.place(rule.begins)
    assert rule.each is not None
    for span in spans(rule.each, year, calendar):
        if span.ends < begins:
            continue
        starts = max(begins, span.starts)
        one = _due(span.key, starts, span.ends, rule.roll or "before", calendar)
        if one.due_on is not None and one.due_on < begins:
            one = _due(span.key, starts, span.ends, "after", calendar)
        yield one


def _each(rule: Each, year: SchoolYear, calendar: SchoolCalendar) -> Iterator[Occurrence]:
    for span in spans(rule.each, year, calendar):
        if rule.times is not None and rule.times > 1:
            for part in parts(span, rule.times):
                yield _due(part.key, part.starts, part.ends, rule.roll or "before", calendar)
            continue
        starts, nominal = _nominal(rule, span, year)
        if rule.working_days is not None:
            day = calendar.production.add_working_days(nominal, rule.working_days, None)
            yield Occurrence(span.key, min(starts, day), day, day)
        else:
            # the start of a period is not the end of a term: the day before it would lie outside
            roll: Roll = rule.roll or ("after" if rule.at == "start" else "before")
            yield _due(span.key, starts, nominal, roll, calendar)


def _nominal(rule: Each, span: Span, year: SchoolYear) -> tuple[date, date]:
    """Start of the window and nominal date within one span."""
    if rule.month is not None:
        return year.in_month(rule.month, 1), year.in_month(rule.month, 31)
    if rule.day is None:
        return span.starts, span.starts if rule.at == "start" else span.ends
    if rule.each == "week":
        return span.starts, span.starts + timedelta(days=rule.day - 1)
    return span.starts, clamped(span.starts.year, span.starts.month, rule.day)


def _events(rule: After | OnEvent, year: SchoolYear, calendar: SchoolCalendar) -> Iterator[Occurrence]:
    for event in calendar.events_of(rule.event, year):
        key = f"event:{event.key}"
        if isinstance(rule, OnEvent):
            yield Occurrence(key, None, event.on, event.on)
        elif rule.working_days is not None:
            day = calendar.production.add_working_days(event.on, rule.working_days)
            yield Occurrence(key, event.on, day, day)
        else:
            day = event.on + timedelta(days=rule.days or 0)
            yield _due(key, event.on, day, rule.roll or "after", calendar)


def _due(key: str, starts: date | None, nominal: date, roll: Roll, calendar: SchoolCalendar) -> Occurrence:
    due = _ROLLS[roll](nominal, calendar)
    one = Occurrence(key, starts, nominal, due)
    return replace(one, window_start=due) if starts is not None and due < starts else one


_ROLLS: dict[Roll, Callable[[date, SchoolCalendar], date]] = {
    "before": lambda day, calendar: calendar.production.at_or_before(day),
    "after": lambda day, calendar: calendar.production.at_or_after(day),
    "none": lambda day, calendar: day,
}
