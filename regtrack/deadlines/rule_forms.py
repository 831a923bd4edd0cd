"""The forms that a deadline can take: one frozen class each, with the values that a pack gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

Rhythm = Literal["week", "month", "quarter", "trimester", "half_year", "school_year"]
PeriodKind = Literal["quarter", "trimester", "half_year"]
Roll = Literal["before", "after", "none"]
Edge = Literal["start", "end"]

RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)
PERIOD_COUNTS: dict[PeriodKind, int] = {"quarter": 4, "trimester": 3, "half_year": 2}
ROLLS: tuple[Roll, ...] = get_args(Roll)
EDGES: tuple[Edge, ...] = get_args(Edge)


@dataclass(frozen=True)
class By:
    """By a day of the school year, "MM-DD"."""

    by: str
    roll: Roll | None = None


@dataclass(frozen=True)
class InMonth:
    """Within a month, 1–12."""

    month: int
    roll: Roll | None = None


@dataclass(frozen=True)
class Between:
    """Within a stretch of days, both "MM-DD" and both included."""

    begins: str
    ends: str
    roll: Roll | None = None


@dataclass(frozen=True)
class InPeriod:
    """Within one quarter, trimester or half-year of the school."""

    period: PeriodKind
    nth: int
    roll: Roll | None = None


@dataclass(frozen=True)
class From:
    """Begins on a day; without a rhythm nobody has said how often."""

    begins: str
    each: Rhythm | None = None
    roll: Roll | None = None


@dataclass(frozen=True)
class Throughout:
    """The whole time; looked at in the rhythm of `review` when there is one."""

    review: Rhythm | None = None
    roll: Roll | None = None


@dataclass(frozen=True)
class Each:
    """Again and again: at an edge, on a day, in a month, or several times in each period.

    `day` counts from 1 in a week (Monday) or a month; `working_days` moves the term by exact working days.
    """

    each: Rhythm
    at: Edge | None = None
    day: int | None = None
    month: int | None = None
    times: int | None = None
    working_days: int | None = None
    roll: Roll | None = None


@dataclass(frozen=True)
class After:
    """A number of working days, or of days, after an event is recorded."""

    event: str
    working_days: int | None = None
    days: int | None = None
    roll: Roll | None = None


@dataclass(frozen=True)
class OnEvent:
    """With each planned event of a kind."""

    event: str


@dataclass(frozen=True)
class OnDates:
    """On the dates that a director has decided."""

    dates: tuple[date, ...]
    roll: Roll | None = None


@dataclass(frozen=True)
class Undecided:
    """Nobody has said when."""


Rule = By | InMonth | Between | InPeriod | From | Throughout | Each | After | OnEvent | OnDates | Undecided


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """The rule as a pack writes it, with nothing but text, numbers, booleans and lists in it."""
    body = _body(rule)
    roll = getattr(rule, "roll", None)
    return {**body, "roll": roll} if roll is not None else body


def _given(rule: object, *names: str) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in names if getattr(rule, name) is not None}


def _body(rule: Rule) -> dict[str, Any]:
    match rule:
        case By():
            return {"by": rule.by}
        case InMonth():
            return {"month": rule.month}
        case InPeriod():
            return {"period": rule.period, "nth": rule.nth}
        case Between():
            return {"between": [rule.begins, rule.ends]}
        case From():
            return {"from": rule.begins, **_given(rule, "each")}
        case Throughout():
            return {"throughout": True, **_given(rule, "review")}
        case Each():
            return _given(rule, "each", "at", "day", "month", "times", "working_days")
        case After():
            return {"after": _given(rule, "event", "working_days", "days")}
        case OnEvent():
            return {"on": {"event": rule.event}}
        case OnDates():
            return {"dates": [day.isoformat() for day in rule.dates]}
        case Undecided():
            return {"undecided": True}
