"""From a mapping, as a pack or the database holds it, to a rule; or the first fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar

from .faults import RuleFault, unknown_key
from .rule_forms import (
    EDGES,
    PERIOD_COUNTS,
    RHYTHMS,
    ROLLS,
    After,
    Between,
    By,
    Each,
    From,
    InMonth,
    InPeriod,
    OnDates,
    OnEvent,
    Rhythm,
    Roll,
    Rule,
    Throughout,
    Undecided,
)
from .school_year import EARLIEST, LATEST, read_place

Body = Mapping[str, Any]
Name = TypeVar("Name", bound=str)

MOST_DAYS = 366
MOST_TIMES = 31
_EVENT = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_rule(mapping: object) -> Rule:
    """The rule that the mapping says. Raises RuleFault(path, code, params) for the first fault."""
    body = _mapping(mapping, ())
    form = _form(body)
    allowed, build = _FORMS[form]
    _only(body, (form, *allowed), ())
    return build(body)


def _form(body: Body) -> str:
    """The key that names the form. `each` beside `from`, and `month` beside `each`, are details of these."""
    found = [form for form in _FORMS if form in body]
    if not found:
        for key in body:
            if key not in _DETAILS:
                raise RuleFault((str(key),), *unknown_key(key, [*_FORMS, *_DETAILS]))
        raise RuleFault((), "no_form", {"allowed": ", ".join(_FORMS)})
    for form in found:
        if all(other == form or other in _FORMS[form][0] for other in found):
            return form
    raise RuleFault((), "two_forms", {"first": found[0], "second": found[1]})


def _by(body: Body) -> Rule:
    return By(_place(body["by"], ("by",)), _roll(body))


def _month(body: Body) -> Rule:
    return InMonth(_number(body["month"], ("month",), 1, 12), _roll(body))


def _between(body: Body) -> Rule:
    pair = body["between"]
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise RuleFault(("between",), "bad_pair")
    return Between(_place(pair[0], ("between", 0)), _place(pair[1], ("between", 1)), _roll(body))


def _period(body: Body) -> Rule:
    kind = _one_of(body["period"], ("period",), tuple(PERIOD_COUNTS))
    _needs(body, "nth", ())
    return InPeriod(kind, _number(body["nth"], ("nth",), 1, PERIOD_COUNTS[kind]), _roll(body))


def _from(body: Body) -> Rule:
    each = _rhythm(body, "each")
    if each is None:
        _refuse(body, "roll", "from")
    return From(_place(body["from"], ("from",)), each, _roll(body))


def _throughout(body: Body) -> Rule:
    _true(body, "throughout")
    review = _rhythm(body, "review")
    if review is None:
        _refuse(body, "roll", "throughout")
    return Throughout(review, _roll(body))


def _each(body: Body) -> Rule:
    each = _one_of(body["each"], ("each",), RHYTHMS)
    chosen = [key for key in ("at", "day", "month", "times") if key in body]
    if len(chosen) > 1:
        raise RuleFault((chosen[1],), "not_with", {"key": chosen[1], "other": chosen[0]})
    at = _one_of(body["at"], ("at",), EDGES) if "at" in body else None
    if "day" in body and each not in ("week", "month"):
        raise RuleFault(("day",), "not_with", {"key": "day", "other": f"each: {each}"})
    if "month" in body and each != "school_year":
        raise RuleFault(("month",), "not_with", {"key": "month", "other": f"each: {each}"})
    if "working_days" in body:
        _refuse(body, "times", "working_days")
        _refuse(body, "roll", "working_days")
    working_days = _optional(body, "working_days", -MOST_DAYS, MOST_DAYS)
    if working_days == 0:
        raise RuleFault(("working_days",), "not_a_number", {"low": 1, "high": MOST_DAYS, "value": "0"})
    return Each(
        each,
        at,
        _optional(body, "day", 1, 7 if each == "week" else 31),
        _optional(body, "month", 1, 12),
        _optional(body, "times", 1, MOST_TIMES),
        working_days,
        _roll(body),
    )


def _after(body: Body) -> Rule:
    inner = _mapping(body["after"], ("after",))
    _only(inner, ("event", "working_days", "days"), ("after",))
    event = _event(inner, "after")
    if "days" in inner and "working_days" in inner:
        raise RuleFault(("after", "days"), "not_with", {"key": "days", "other": "working_days"})
    if "days" in inner:
        return After(event, None, _number(inner["days"], ("after", "days"), 1, MOST_DAYS), _roll(body))
    _needs(inner, "working_days", ("after",))
    _refuse(body, "roll", "working_days")  # working days are exact: there is nothing to move
    return After(event, _number(inner["working_days"], ("after", "working_days"), 1, MOST_DAYS))


def _on(body: Body) -> Rule:
    inner = _mapping(body["on"], ("on",))
    _only(inner, ("event",), ("on",))
    return OnEvent(_event(inner, "on"))


def _dates(body: Body) -> Rule:
    listed = body["dates"]
    if not isinstance(listed, list | tuple):
        raise RuleFault(("dates",), "not_a_list")
    if not listed:
        raise RuleFault(("dates",), "empty")
    dates: list[date] = []
    for index, value in enumerate(listed):
        day = read_date(value, ("dates", index), RuleFault)
        if day in dates:
            raise RuleFault(("dates", index), "twice", {"value": day.isoformat()})
        dates.append(day)
    return OnDates(tuple(dates), _roll(body))


def _undecided(body: Body) -> Rule:
    _true(body, "undecided")
    return Undecided()


_FORMS: dict[str, tuple[tuple[str, ...], Callable[[Body], Rule]]] = {
    "by": (("roll",), _by),
    "month": (("roll",), _month),
    "between": (("roll",), _between),
    "period": (("nth", "roll"), _period),
    "from": (("each", "roll"), _from),
    "throughout": (("review", "roll"), _throughout),
    "each": (("at", "day", "month", "times", "working_days", "roll"), _each),
    "after": (("roll",), _after),
    "on": ((), _on),
    "dates": (("roll",), _dates),
    "undecided": ((), _undecided),
}
_DETAILS = frozenset(key for allowed, _build in _FORMS.values() for key in allowed) - frozenset(_FORMS)


def read_date(value: object, path: tuple[str | int, ...], fault: type[Exception]) -> date:
    """A date, given as one (YAML) or as "YYYY-MM-DD" (JSON). Raises `fault(path, code, params)`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        day = value
    elif isinstance(value, str) and _ISO.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise fault(path, "impossible_date", {"value": value}) from None
    else:
        raise fault(path, "bad_date", {"value": str(value)[:50]})
    if not EARLIEST < day.year <= LATEST:
        raise fault(path, "bad_date", {"value": day.isoformat()})
    return day


def _mapping(value: object, path: tuple[str | int, ...]) -> Body:
    if not isinstance(value, Mapping):
        raise RuleFault(path, "not_a_mapping")
    return value


def _only(body: Body, allowed: Iterable[str], path: tuple[str | int, ...]) -> None:
    names = tuple(allowed)
    for key in body:
        if key not in names:
            if key in _FORMS and not path:
                raise RuleFault((), "two_forms", {"first": names[0], "second": key})
            raise RuleFault((*path, str(key)), *unknown_key(key, names))


def _needs(body: Body, key: str, path: tuple[str | int, ...]) -> None:
    if key not in body:
        raise RuleFault(path, "missing_key", {"key": key})


def _refuse(body: Body, key: str, other: str) -> None:
    if key in body:
        raise RuleFault((key,), "not_with", {"key": key, "other": other})


def _true(body: Body, key: str) -> None:
    if body[key] is not True:
        raise RuleFault((key,), "only_true")


def _bad_one(value: object, path: tuple[str | int, ...], allowed: Iterable[str]) -> NoReturn:
    raise RuleFault(path, "one_of", {"value": str(value)[:50], "allowed": ", ".join(allowed)})


def _one_of(value: object, path: tuple[str | int, ...], allowed: tuple[Name, ...]) -> Name:
    if not isinstance(value, str) or value not in allowed:
        _bad_one(value, path, allowed)
    return value


def _roll(body: Body) -> Roll | None:
    return _one_of(body["roll"], ("roll",), ROLLS) if "roll" in body else None


def _rhythm(body: Body, key: str) -> Rhythm | None:
    return _one_of(body[key], (key,), RHYTHMS) if key in body else None


def _number(value: object, path: tuple[str | int, ...], low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise RuleFault(path, "not_a_number", {"low": low, "high": high, "value": str(value)[:50]})
    return value


def _optional(body: Body, key: str, low: int, high: int) -> int | None:
    return _number(body[key], (key,), low, high) if key in body else None


def _place(value: object, path: tuple[str | int, ...]) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\d{2}-\d{2}", value, re.ASCII):
        raise RuleFault(path, "bad_place", {"value": str(value)[:50]})
    try:
        read_place(value)
    except ValueError:
        raise RuleFault(path, "impossible_date", {"value": value}) from None
    return value


def _event(inner: Body, form: str) -> str:
    _needs(inner, "event", (form,))
    value = inner["event"]
    if not isinstance(value, str) or not _EVENT.fullmatch(value):
        raise RuleFault((form, "event"), "bad_event", {"value": str(value)[:50]})
    return value
