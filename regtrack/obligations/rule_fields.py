"""A small set of deadline forms that a person can choose from: between typed fields and a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import get_month_names
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from regtrack.deadlines.rules import RuleFault, parse_rule
from regtrack.deadlines.wording import describe
from regtrack.errors import Invalid
from regtrack.formatting import language
from regtrack.schools.titles import EVENT_KINDS

FORMS: dict[str, Any] = {
    "by": _l("by a date"),
    "month": _l("within a month"),
    "each": _l("again and again, at the end of each period"),
    "throughout": _l("all the time, looked at in each period"),
    "on": _l("with each planned event"),
    "after": _l("working days after an event"),
    "undecided": _l("without a date"),
}
RHYTHMS: dict[str, Any] = {
    "week": _l("week"),
    "month": _l("month"),
    "quarter": _l("quarter"),
    "trimester": _l("trimester"),
    "half_year": _l("half-year"),
    "school_year": _l("school year"),
}


@dataclass(frozen=True)
class RuleChoices:
    forms: dict[str, Any]
    months: dict[int, str]
    rhythms: dict[str, Any]
    events: dict[str, Any]


def choices() -> RuleChoices:
    names = get_month_names("wide", context="stand-alone", locale=language())
    order = [*range(9, 13), *range(1, 9)]
    return RuleChoices(FORMS, {n: str(names[n]) for n in order}, RHYTHMS, dict(EVENT_KINDS))


def read(fields: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """The rule that the fields `prefix`form, day, month, rhythm, event, number say. Raises Invalid."""

    def get(name: str) -> str:
        return str(fields.get(prefix + name) or "").strip()

    rule = _rule(get("form"), get("day"), get("month"), get("rhythm"), get("event"), get("number"))
    if rule is None:
        raise Invalid(_("This deadline cannot be used: fill in all its parts."), field="rule")
    try:
        parse_rule(rule)
    except RuleFault:
        raise Invalid(_("This deadline cannot be used: fill in all its parts."), field="rule") from None
    return rule


def _rule(form: str, day: str, month: str, rhythm: str, event: str, number: str) -> dict[str, Any] | None:
    match form:
        case "by":
            try:
                return {"by": f"{date.fromisoformat(day):%m-%d}"}
            except ValueError:
                return None
        case "month":
            return {"month": int(month)} if month.isdecimal() else None
        case "each":
            return {"each": rhythm, "at": "end"}
        case "throughout":
            return {"throughout": True, "review": rhythm}
        case "on":
            return {"on": {"event": event}}
        case "after":
            return {"after": {"event": event, "working_days": int(number)}} if number.isdecimal() else None
        case "undecided":
            return {"undecided": True}
        case _:
            return None


def fields_of(rule: Mapping[str, Any] | None, year: int) -> dict[str, Any]:
    """What stands in the fields for a rule that read() made; {} for another."""
    if not rule:
        return {}
    if "by" in rule:
        month, day = (int(part) for part in str(rule["by"]).split("-"))
        first = year if month >= 9 else year + 1
        return {"form": "by", "day": f"{first}-{month:02d}-{day:02d}"}
    if "each" in rule:
        return {"form": "each", "rhythm": rule["each"]}
    if "month" in rule:
        return {"form": "month", "month": rule["month"]}
    if "throughout" in rule:
        return {"form": "throughout", "rhythm": rule.get("review", "")}
    if "on" in rule:
        return {"form": "on", "event": rule["on"]["event"]}
    if "after" in rule:
        after = rule["after"]
        return {"form": "after", "event": after["event"], "number": after.get("working_days", "")}
    return {"form": "undecided"}


def said(rule: Mapping[str, Any]) -> str:
    """The rule in the reader's words."""
    return describe(rule, language())
