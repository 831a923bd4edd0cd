"""The stretches of a school year that a repeated term repeats in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .rule_forms import PERIOD_COUNTS, PeriodKind, Rhythm
from .school_calendar import SchoolCalendar
from .school_year import SchoolYear, clamped

_LETTERS: dict[PeriodKind, str] = {"quarter": "q", "trimester": "t", "half_year": "h"}


@dataclass(frozen=True)
class Span:
    """A stretch with a key that never changes; both days belong to it."""

    key: str
    starts: date
    ends: date


def spans(rhythm: Rhythm, year: SchoolYear, calendar: SchoolCalendar) -> list[Span]:
    """The stretches of that rhythm in the school year. Periods that the school has not entered are absent."""
    match rhythm:
        case "week":
            return _weeks(year)
        case "month":
            return [_month(year, (8 + n) % 12 + 1) for n in range(12)]
        case "school_year":
            return [Span(str(year.first), year.starts, year.ends)]
        case "quarter" | "trimester" | "half_year":
            return [
                Span(period_key(rhythm, one.nth, year), one.starts, one.ends)
                for one in calendar.periods_of(rhythm, year)
            ]


def period_key(kind: PeriodKind, nth: int, year: SchoolYear) -> str:
    return f"{year.first}-{_LETTERS[kind]}{nth}"


def missing(rhythm: Rhythm, year: SchoolYear, calendar: SchoolCalendar) -> list[int]:
    """The numbers of the periods of that rhythm which the school has not entered."""
    if rhythm not in PERIOD_COUNTS:
        return []
    known = {one.nth for one in calendar.periods_of(rhythm, year)}
    return [nth for nth in range(1, PERIOD_COUNTS[rhythm] + 1) if nth not in known]


def parts(span: Span, times: int) -> list[Span]:
    """The span cut into equal stretches, as equal as days allow."""
    days = (span.ends - span.starts).days + 1
    times = min(times, days)
    cuts = [span.starts + timedelta(days=days * n // times) for n in range(times + 1)]
    return [Span(f"{span.key}-n{n + 1}", cuts[n], cuts[n + 1] - timedelta(days=1)) for n in range(times)]


def _month(year: SchoolYear, month: int) -> Span:
    starts = year.in_month(month, 1)
    return Span(f"{starts:%Y-%m}", starts, clamped(starts.year, month, 31))


def _weeks(year: SchoolYear) -> list[Span]:
    """ISO weeks; a week belongs to the school year that its Thursday lies in."""
    monday = year.starts - timedelta(days=year.starts.weekday())
    if monday + timedelta(days=3) < year.starts:
        monday += timedelta(days=7)
    found = []
    while monday + timedelta(days=3) <= year.ends:
        iso = monday.isocalendar()
        found.append(Span(f"{iso.year}-w{iso.week:02d}", monday, monday + timedelta(days=6)))
        monday += timedelta(days=7)
    return found
