"""The shape of the phrases with which a language says a deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """Words and templates of one language. Months and weekdays are in calendar order."""

    plural: Callable[[int], int]
    until: tuple[str, ...]
    """Months as they stand in "by 31 May"."""
    since: tuple[str, ...]
    inside: tuple[str, ...]
    named: tuple[str, ...]
    weekdays: tuple[str, ...]
    every: Mapping[str, str]
    end_of: Mapping[str, str]
    start_of: Mapping[str, str]
    times: Mapping[str, tuple[str, ...]]
    """How often in a rhythm, by plural form, with {n}."""
    within: Mapping[str, str]
    """A numbered period, with {nth}."""
    working_days_after: tuple[str, ...]
    days_after: tuple[str, ...]
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    after_event: Mapping[str, str]
    on_event: Mapping[str, str]
    rolls: Mapping[str, str]
    by: str
    between: str
    starting: str
    starting_open: str
    starting_each: str
    throughout: str
    reviewed: str
    month_day: str
    week_day: str
    month_each_year: str
    full_date: str
    undecided: str


KNOWN_EVENTS = (
    "order_registered",
    "edition_adopted",
    "publication",
    "change",
    "receipt",
    "request",
    "named_event",
    "parents_meeting",
    "pedagogical_council",
    "as_needed",
)
