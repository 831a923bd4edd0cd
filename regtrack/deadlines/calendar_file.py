"""A school's calendar in a file."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import yaml

from .faults import CalendarFault, Path, unknown_key
from .production import CHANGES, Change, Country, ProductionCalendar, Week
from .rule_parsing import read_date
from .school_calendar import Period, SchoolCalendar, SchoolEvent, SchoolPeriodKind
from .school_year import SchoolYear

LARGEST = 200_000
_LISTS: dict[str, SchoolPeriodKind] = {
    "quarters": "quarter",
    "trimesters": "trimester",
    "half_years": "half_year",
    "breaks": "break",
}


class _DatesAsText(yaml.SafeLoader):
    """Leaves a date to `read_date`, which names a day that does not exist by its place.

    A key that stands twice is a CalendarFault: YAML itself would take the last one without a word.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            name = str(key.value)
            if name in seen:
                raise CalendarFault((), "twice", {"value": name[:50]})
            seen.add(name)
        return super().construct_mapping(node, deep)


_DatesAsText.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in found if tag != "tag:yaml.org,2002:timestamp"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_STARTS = ("starts_on", "starts", "start", "from", "begins")
_ENDS = ("ends_on", "ends", "end", "to", "until")


@dataclass(frozen=True)
class CalendarFile:
    """What a calendar file says; `calendar()` puts it onto a country's production calendar."""

    periods: tuple[Period, ...] = ()
    events: tuple[SchoolEvent, ...] = ()
    changes: Mapping[date, Change] = field(default_factory=dict)

    def calendar(self, country: Country = "RU", week: Week = 5) -> SchoolCalendar:
        return SchoolCalendar(ProductionCalendar(country, week, self.changes), self.periods, self.events)


def parse_calendar_file(text: str) -> CalendarFile:
    """Read a calendar from YAML or JSON. Raises CalendarFault(path, code, params).

    Every part may be left out:

        quarters:                     # also trimesters, half_years, breaks
          - [2026-09-01, 2026-10-25]
          - {starts_on: 2026-11-05, ends_on: 2026-12-29}     # also start/end, starts/ends, from/to
        half_years: {1: [2026-09-01, 2026-12-29]}            # by number instead of in order
        periods:                      # the same, one by one
          - {kind: quarter, nth: 3, start: 2027-01-11, end: 2027-03-21}
        events:
          - {kind: parents_meeting, on: 2026-10-14, key: autumn, planned: true}
        changes: {2026-12-28: off, 2027-02-20: working}       # off, working or short

    In a list the number is the place among the periods of the same school year.
    """
    body = _load(text)
    allowed = (*_LISTS, "periods", "events", "changes")
    for key in body:
        if key not in allowed:
            raise CalendarFault((str(key),), *unknown_key(key, allowed))
    periods = [one for name, kind in _LISTS.items() for one in _periods(body.get(name), kind, (name,))]
    periods += [
        _listed(one, ("periods", index)) for index, one in _numbered(body.get("periods"), ("periods",))
    ]
    _refuse_overlap(periods)
    events = tuple(
        _event(one, ("events", index)) for index, one in _numbered(body.get("events"), ("events",))
    )
    return CalendarFile(tuple(periods), events, MappingProxyType(_changes(body.get("changes"))))


def _load(text: str) -> Mapping[object, Any]:
    if len(text) > LARGEST:
        raise CalendarFault((), "too_big")
    try:
        body = yaml.load(text, Loader=_DatesAsText)  # noqa: S506 — a safe loader that reads less
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CalendarFault((), "unreadable", {"line": line}) from None
    except CalendarFault:
        raise
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        raise CalendarFault((), "unreadable", {"line": 1}) from None
    return _mapping({} if body is None else body, ())


def _mapping(value: object, path: Path) -> Mapping[object, Any]:
    if not isinstance(value, Mapping):
        raise CalendarFault(path, "not_a_mapping")
    return value


def _numbered(value: object, path: Path) -> Iterator[tuple[int, object]]:
    if value is None:
        return
    if not isinstance(value, list):
        raise CalendarFault(path, "not_a_list")
    yield from enumerate(value)


def _periods(value: object, kind: SchoolPeriodKind, path: Path) -> Iterator[Period]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            starts, ends = _pair(one, (*path, str(key)))
            yield Period(kind, _nth(key, (*path, str(key))), starts, ends)
        return
    counted: dict[SchoolYear, int] = {}
    for index, one in _numbered(value, path):
        starts, ends = _pair(one, (*path, index))
        year = SchoolYear.of(ends)
        counted[year] = counted.get(year, 0) + 1
        named = one.get("nth") if isinstance(one, Mapping) else None
        yield Period(kind, counted[year] if named is None else _nth(named, (*path, index)), starts, ends)


def _listed(value: object, path: Path) -> Period:
    body = _mapping(value, path)
    kind = body.get("kind")
    for allowed in _LISTS.values():
        if kind == allowed:
            starts, ends = _pair(body, path)
            return Period(allowed, _nth(body.get("nth"), path), starts, ends)
    raise CalendarFault(path, "one_of", {"value": str(kind)[:50], "allowed": ", ".join(_LISTS.values())})


def _nth(value: object, path: Path) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= 20:
        raise CalendarFault(path, "not_a_number", {"low": 1, "high": 20, "value": text[:50]})
    return int(text)


def _pair(value: object, path: Path) -> tuple[date, date]:
    if isinstance(value, list) and len(value) == 2:
        first, last = value
    elif isinstance(value, Mapping):
        for key in value:
            if key not in (*_STARTS, *_ENDS, "nth", "kind", "title", "name"):
                raise CalendarFault((*path, str(key)), *unknown_key(key, (*_STARTS, *_ENDS, "nth")))
        first = next((value[key] for key in _STARTS if key in value), None)
        last = next((value[key] for key in _ENDS if key in value), None)
    else:
        raise CalendarFault(path, "bad_pair")
    if first is None or last is None:
        raise CalendarFault(path, "bad_pair")
    starts, ends = read_date(first, path, CalendarFault), read_date(last, path, CalendarFault)
    if ends < starts:
        raise CalendarFault(path, "ends_first", {"starts": starts.isoformat(), "ends": ends.isoformat()})
    return starts, ends


def _refuse_overlap(periods: list[Period]) -> None:
    for kind in _LISTS.values():
        ordered = sorted((one for one in periods if one.kind == kind), key=lambda one: one.starts)
        for earlier, later in pairwise(ordered):
            same_number = earlier.nth == later.nth and SchoolYear.of(earlier.ends) == SchoolYear.of(
                later.ends
            )
            if later.starts <= earlier.ends:
                raise CalendarFault((f"{kind}s",), "overlap", {"starts": later.starts.isoformat()})
            if same_number:
                raise CalendarFault((f"{kind}s",), "twice", {"value": str(later.nth)})


def _event(value: object, path: Path) -> SchoolEvent:
    # YAML 1.1 reads an unquoted `on` as true
    body = {("on" if key is True else key): one for key, one in _mapping(value, path).items()}
    for key in body:
        if key not in ("key", "kind", "on", "date", "planned", "title"):
            raise CalendarFault((*path, str(key)), *unknown_key(key, ("key", "kind", "on", "planned")))
    kind = body.get("kind")
    if not isinstance(kind, str) or not kind:
        raise CalendarFault(path, "missing_key", {"key": "kind"})
    on = read_date(body.get("on", body.get("date")), (*path, "on"), CalendarFault)
    key = body.get("key") or f"{kind}-{on.isoformat()}"
    return SchoolEvent(str(key), kind, on, body.get("planned", True) is not False)


def _changes(value: object) -> dict[date, Change]:
    changes: dict[date, Change] = {}
    for key, given in _mapping({} if value is None else value, ("changes",)).items():
        path: Path = ("changes", str(key))
        day = read_date(key, path, CalendarFault)
        said = "off" if given is False else given  # YAML 1.1 reads an unquoted `off` as false
        change = next((one for one in CHANGES if one == said), None)
        if change is None:
            raise CalendarFault(path, "one_of", {"value": str(given)[:50], "allowed": ", ".join(CHANGES)})
        changes[day] = change
    return changes
