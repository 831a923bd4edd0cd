"""A deadline rule in plain words, for screens and papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .phrases import Phrases
from .phrases_en import PHRASES as EN
from .phrases_kk import PHRASES as KK
from .phrases_ru import PHRASES as RU
from .rules import (
    After,
    Between,
    By,
    Each,
    From,
    InMonth,
    InPeriod,
    OnDates,
    OnEvent,
    Rule,
    Throughout,
    Undecided,
    parse_rule,
)
from .school_year import read_place

_LANGUAGES: dict[str, Phrases] = {"ru": RU, "kk": KK, "en": EN}
_ROMAN = ("I", "II", "III", "IV")


def describe(rule_dict: Mapping[str, Any], lang: str) -> str:
    """The rule as a phrase in "ru", "kk" or "en". Raises RuleFault for a mapping that is no rule."""
    rule = parse_rule(rule_dict)
    words = _LANGUAGES[lang]
    term = _term(rule, words)
    roll = getattr(rule, "roll", None)
    return term if roll is None else words.rolls[roll].format(term=term)


def _term(rule: Rule, words: Phrases) -> str:
    match rule:
        case By() | Between() | InMonth() | InPeriod() | OnDates():
            return _dated(rule, words)
        case From():
            term = _day(words.starting, words.since, rule.begins)
            if rule.each is None:
                return words.starting_open.format(term=term)
            return words.starting_each.format(term=term, every=words.every[rule.each])
        case Throughout():
            if rule.review is None:
                return words.throughout
            return words.reviewed.format(end=words.end_of[rule.review])
        case Each():
            return _shifted(_each(rule, words), rule.working_days, words)
        case After():
            return _after(rule, words)
        case OnEvent():
            return _event(words.on_event, rule.event)
        case Undecided():
            return words.undecided


def _dated(rule: By | Between | InMonth | InPeriod | OnDates, words: Phrases) -> str:
    match rule:
        case By():
            return _day(words.by, words.until, rule.by)
        case Between():
            month, day = read_place(rule.begins)
            return _day(
                words.between, words.until, rule.ends, first_day=day, first_month=words.since[month - 1]
            )
        case InMonth():
            return words.inside[rule.month - 1]
        case InPeriod():
            return words.within[rule.period].format(nth=_ROMAN[rule.nth - 1])
        case OnDates():
            full = (
                words.full_date.format(day=one.day, month=words.named[one.month - 1], year=one.year)
                for one in rule.dates
            )
            return "; ".join(full)


def _day(template: str, months: tuple[str, ...], place: str, **more: object) -> str:
    month, day = read_place(place)
    return template.format(day=day, month=months[month - 1], **more)


def _each(rule: Each, words: Phrases) -> str:
    if rule.day is not None:
        if rule.each == "week":
            return words.week_day.format(weekday=words.weekdays[rule.day - 1])
        return words.month_day.format(n=rule.day)
    if rule.month is not None:
        return words.month_each_year.format(month=words.inside[rule.month - 1])
    if rule.times is not None:
        return words.times[rule.each][words.plural(rule.times)].format(n=rule.times)
    edges = {"end": words.end_of, "start": words.start_of, None: words.every}
    return edges[rule.at][rule.each]


def _shifted(term: str, working_days: int | None, words: Phrases) -> str:
    if working_days is None:
        return term
    forms = words.earlier if working_days < 0 else words.later
    return forms[words.plural(abs(working_days))].format(term=term, n=abs(working_days))


def _after(rule: After, words: Phrases) -> str:
    count, forms = rule.days or 0, words.days_after
    if rule.working_days is not None:
        count, forms = rule.working_days, words.working_days_after
    return forms[words.plural(count)].format(n=count, event=_event(words.after_event, rule.event))


def _event(names: Mapping[str, str], event: str) -> str:
    return names.get(event, names[""]).format(event=event)
