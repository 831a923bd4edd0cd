"""What the pages of the wizard show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack import clock
from regtrack.catalogue.labels import evidence_kind, places
from regtrack.catalogue.models import Item
from regtrack.deadlines.occurrences import occurrences
from regtrack.deadlines.rules import parse_rule
from regtrack.deadlines.school_year import SchoolYear
from regtrack.extensions import db
from regtrack.formatting import text_in
from regtrack.obligations import rule_fields
from regtrack.obligations.adoption import adoption_faults, preview
from regtrack.obligations.adoption_faults import late_dates
from regtrack.obligations.forms import kinds, named
from regtrack.obligations.labels import edition_name, marks
from regtrack.obligations.making import horizon
from regtrack.obligations.models import Decision
from regtrack.obligations.planning import DONE
from regtrack.obligations.questions import Answer, ItemAnswers, Question, questions, resolve
from regtrack.obligations.role_holders import reviewers, roles_needed, workers
from regtrack.obligations.wizard import Walk
from regtrack.people.models import Membership, SchoolClass
from regtrack.people.roles import role_title
from regtrack.people.service import members
from regtrack.schools.service import calendar_of

Context = dict[str, Any]


@dataclass(frozen=True)
class AskedValue:
    """A question as a page shows it."""

    question: Question
    answer: Answer
    proposal: str
    source: str


@dataclass(frozen=True)
class AskedItem:
    item: Item
    answers: ItemAnswers
    wording: str
    values: list[AskedValue]
    rule: dict[str, Any]  # what stands in the fields of a deadline decided otherwise


def people(walk: Walk) -> Context:
    staff, needs = workers(members(walk.school.id)), roles_needed(walk.edition.items)
    return {
        "needs": needs,
        "staff": staff,
        "reviewing": reviewers(staff),
        "classes": classes_in(walk),
        "chosen": walk.answers.people,
        "named": named,
        "places": {need.role.code: _places(walk, need.keys) for need in needs},
    }


def values(walk: Walk) -> Context:
    staff = workers(members(walk.school.id))
    return {
        "asked": [_asked(walk, item) for item in walk.items_here()],
        "staff": staff,
        "reviewing": reviewers(staff),
        "named": named,
        "kinds": kinds(),
        "rules": rule_fields.choices(),
        "unanswered": sum(1 for item in walk.edition.items if item.key not in walk.answers.items),
    }


def cautions(walk: Walk) -> Context:
    return {
        "items": [item for item in walk.edition.items if item.spec["cautions"]],
        "read": walk.answers.acknowledged,
        "marks": marks(),
        "day_of": date.fromisoformat,
    }


def late(walk: Walk) -> Context:
    return {
        "dates": late_dates(walk.school, walk.edition, walk.answers),
        "said": walk.answers.late,
        "default": DONE,
        "proposed_day": clock.today(walk.school.time_zone) + timedelta(days=14),
    }


def check(walk: Walk) -> Context:
    """Everything that will be, the faults that stand in the way, and the tasks by date."""
    answers = walk.answers
    faults = adoption_faults(walk.school, walk.edition, answers)
    broken = {fault.step for fault in faults}
    planned = [] if "basics" in broken else preview(walk.school, walk.edition, answers)
    until = horizon(walk.school)
    staff = {member.id: member for member in members(walk.school.id)}
    rows = Counter((one.due_on or date.max, one.item.position, text_in(one.item.title)) for one in planned)
    return {
        "faults": list({fault.message: fault for fault in reversed(faults)}.values())[::-1],
        "total": len(planned),
        "until": until if until < SchoolYear(answers.school_year).ends else None,
        "edition_name": edition_name(walk.edition),
        "rows": [(None if key[0] == date.max else key[0], key[2], rows[key]) for key in sorted(rows)],
        "people": [
            (text_in(dict(need.role.title)), _names(answers.people.get(need.role.code, ()), staff))
            for need in roles_needed(walk.edition.items, answers)
        ],
        "decisions": _decisions(walk),
        "waiting": _waiting(walk, {one.item.key for one in planned}) if planned else [],
        "dropped": [item for item in walk.edition.items if not answers.of(item.key).applicable],
        "read": len(answers.acknowledged),
        "late_count": sum(len(found) for found in answers.late.values()),
    }


VIEWS: dict[str, Callable[[Walk], Context]] = {
    "people": people,
    "values": values,
    "cautions": cautions,
    "late": late,
    "check": check,
}


def _places(walk: Walk, keys: Sequence[str]) -> str:
    """The clauses of the items that name a role, in their order."""
    found = [place for item in walk.edition.items if item.key in keys for place in item.spec["clauses"]]
    return places(list(dict.fromkeys(found)))


def classes_in(walk: Walk) -> Sequence[SchoolClass]:
    """The classes of the school year that is adopted for."""
    return db.session.scalars(
        select(SchoolClass)
        .where(SchoolClass.school_id == walk.school.id, SchoolClass.school_year == walk.answers.school_year)
        .order_by(SchoolClass.sort_key)
    ).all()


def in_words(field: str, value: Any) -> str:
    """A value of a question (a proposal, or what the source says) in the reader's language."""
    if not value:
        return ""
    match field:
        case "deadline":
            return rule_fields.said(value)
        case "reviewer":
            return role_title(value)
        case "evidence":
            return "; ".join(_evidence(one) for one in value)
    codes = list(dict.fromkeys([value["lead"], *value["with"]]))
    text = ", ".join(role_title(code) for code in codes)
    if value["each"]:
        return _("%(roles)s; each: %(each)s", roles=text, each=role_title(value["each"]))
    return text


def _evidence(one: dict[str, Any]) -> str:
    title = text_in(one.get("title"))
    return f"{evidence_kind(one['kind'])}: {title}" if title else evidence_kind(one["kind"])


def _asked(walk: Walk, item: Item) -> AskedItem:
    known = walk.answers.items.get(item.key)
    said = known or ItemAnswers()
    asked = []
    for question in questions(item.spec):
        start = Decision.CONFIRMED if question.proposal is not None else Decision.LEFT_OPEN
        answer = said.fields.get(question.field, Answer(start))
        asked.append(
            AskedValue(
                question,
                answer,
                in_words(question.field, question.proposal),
                in_words(question.field, question.source),
            )
        )
    deadline = said.fields.get("deadline")
    rule = deadline.value if deadline and deadline.how == Decision.DECIDED else None
    return AskedItem(
        item,
        said,
        item.spec["deadline"]["wording"],
        asked,
        rule_fields.fields_of(rule, walk.answers.school_year),
    )


def _waiting(walk: Walk, planned: set[str]) -> list[Item]:
    """Items that get their tasks once the school has typed in its quarters or planned its events."""
    answers, year = walk.answers, SchoolYear(walk.answers.school_year)
    calendar = calendar_of(walk.school, answers.school_year)
    found = []
    for item in walk.edition.items:
        said = answers.of(item.key)
        if said.applicable and item.key not in planned:
            rule = parse_rule(resolve(item.spec, said).rule)
            if not occurrences(rule, year, calendar):
                found.append(item)
    return found


def _names(holders: Sequence[Any], staff: dict[int, Membership]) -> str:
    found = [staff[one.member_id].account.short_name for one in holders if one.member_id in staff]
    return ", ".join(dict.fromkeys(found))


def _decisions(walk: Walk) -> list[tuple[Item, str, int]]:
    """Item, its deadline in words, how many of its values are left open."""
    found = []
    for item in walk.edition.items:
        said = walk.answers.of(item.key)
        if not said.applicable:
            continue
        resolved = resolve(item.spec, said)
        left = sum(1 for one in said.fields.values() if one.how == Decision.LEFT_OPEN)
        found.append((item, rule_fields.said(resolved.rule), left))
    return found
