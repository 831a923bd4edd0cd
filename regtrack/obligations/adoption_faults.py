"""What keeps an adoption from being confirmed: each with the step of the wizard where it is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from regtrack import clock
from regtrack.catalogue.labels import places
from regtrack.catalogue.models import Edition, Item
from regtrack.deadlines.occurrences import occurrences
from regtrack.deadlines.rules import parse_rule
from regtrack.deadlines.school_year import SchoolYear
from regtrack.formatting import text_in
from regtrack.obligations.answers import AdoptionAnswers
from regtrack.obligations.models import Decision
from regtrack.obligations.planning import LATE_ANSWERS, NEW_DATE
from regtrack.obligations.questions import questions, resolve
from regtrack.obligations.role_holders import may, no_right_to_hand_in, reviewers, roles_needed, workers
from regtrack.people.service import members
from regtrack.permissions import Permission
from regtrack.schools.models import School
from regtrack.schools.service import calendar_of


@dataclass(frozen=True)
class Fault:
    """`step` of the wizard, `anchor` on its page, a sentence."""

    step: str
    anchor: str
    message: str


@dataclass(frozen=True)
class LateDate:
    """A date of an item that had passed before the adoption began."""

    item_key: str
    locators: tuple[str, ...]
    title: str
    occurrence: str
    due_on: date


def adoption_faults(school: School, edition: Edition, answers: AdoptionAnswers) -> list[Fault]:
    """All that is missing or wrong, in the order of the steps; empty when the edition can be adopted."""
    year = SchoolYear(answers.school_year)
    found: list[Fault] = []
    if answers.starts_on not in year:
        found.append(Fault("basics", "starts_on", _("The first day must lie in the school year.")))
    found.extend(_people(school, edition, answers))
    able = able_people(school)
    for item in edition.items:
        found.extend(_values(item, answers, able))
    found.extend(_cautions(edition, answers))
    found.extend(_late(school, edition, answers))
    return found


def able_people(school: School) -> dict[str, set[int]]:
    """The members that may be decided on, by the field of the answer."""
    staff = members(school.id)
    return {
        "owners": {row.id for row in workers(staff)},
        "reviewer": {row.id for row in reviewers(staff)},
    }


def late_dates(school: School, edition: Edition, answers: AdoptionAnswers) -> list[LateDate]:
    """Dates of applicable items before the first day that counts, in their order. Three queries."""
    boundary = max(clock.today(school.time_zone), answers.starts_on)
    calendar = calendar_of(school, answers.school_year)
    year = SchoolYear(answers.school_year)
    found = []
    for item in edition.items:
        said = answers.of(item.key)
        if not said.applicable:
            continue
        rule = parse_rule(resolve(item.spec, said).rule)
        for one in occurrences(rule, year, calendar):
            if one.due_on is not None and one.due_on < boundary:
                place = tuple(item.spec["clauses"])
                found.append(LateDate(item.key, place, text_in(item.title), one.key, one.due_on))
    return sorted(found, key=lambda one: one.due_on)


def caution_key(item_key: str, n: int) -> str:
    return f"{item_key}:{n}"


def _people(school: School, edition: Edition, answers: AdoptionAnswers) -> Iterator[Fault]:
    staff = {member.id: member for member in members(school.id)}
    able = {member.id for member in workers(staff.values())}
    for need in roles_needed(edition.items, answers):
        code, title = need.role.code, text_in(dict(need.role.title))
        holders = answers.people.get(code, ())
        if need.required and not holders:
            yield Fault("people", f"role-{code}", _("Choose who is meant by “%(role)s”.", role=title))
        if any(one.member_id not in staff for one in holders):
            yield Fault(
                "people", f"role-{code}", _("Somebody chosen for “%(role)s” has left the school.", role=title)
            )
        elif unable := [one.member_id for one in holders if one.member_id not in able]:
            name = staff[unable[0]].account.short_name
            yield Fault("people", f"role-{code}", no_right_to_hand_in(name))
        elif need.reviews and holders:
            first = staff[holders[0].member_id]
            if not may(first, Permission.REVIEW):
                yield Fault(
                    "people",
                    f"role-{code}",
                    _(
                        "%(name)s (%(role)s) is to review but has no right to: choose somebody else, or give "
                        "this person the right of a deputy or the registrar.",
                        name=first.account.short_name,
                        role=title,
                    ),
                )


def _values(item: Item, answers: AdoptionAnswers, able: Mapping[str, set[int]]) -> Iterator[Fault]:
    """`able` as able_people() gives it."""
    said = answers.of(item.key)
    place = place_of(item)
    if not said.applicable:
        if not said.reason.strip():
            yield Fault("values", f"item-{item.key}", _("%(place)s: say why it does not apply.", **place))
        return
    for question in questions(item.spec):
        answer = said.fields.get(question.field)
        anchor = f"{item.key}-{question.field}"
        if answer is None or (answer.how == Decision.CONFIRMED and question.proposal is None):
            yield Fault("values", anchor, _("%(place)s, “%(item)s”: decide what is open.", **place))
        elif answer.how == Decision.LEFT_OPEN and not answer.reason.strip():
            yield Fault("values", anchor, _("%(place)s, “%(item)s”: say why it is left open.", **place))
        elif answer.how == Decision.DECIDED and not answer.value:
            yield Fault("values", anchor, _("%(place)s, “%(item)s”: say what you decide.", **place))
        elif answer.how == Decision.DECIDED and not _possible(question.field, answer.value, able):
            yield Fault("values", anchor, not_from_list(place))


def _possible(field: str, value: Any, able: Mapping[str, set[int]]) -> bool:
    return field not in able or value in able[field]


def not_from_list(place: Mapping[str, str]) -> str:
    """`place`: of an item, with its title."""
    return _("%(place)s, “%(item)s”: choose a person from the list.", **place)


def place_of(item: Item) -> dict[str, str]:
    """An item as sentences of faults begin."""
    return {"place": _sentence(places(item.spec["clauses"])), "item": text_in(item.title)}


def _cautions(edition: Edition, answers: AdoptionAnswers) -> Iterator[Fault]:
    for item in edition.items:
        for n, caution in enumerate(item.spec["cautions"]):
            key = caution_key(item.key, n)
            if key not in answers.acknowledged and answers.of(item.key).applicable:
                yield Fault(
                    "cautions",
                    f"caution-{item.key}-{n}",
                    _("Confirm that you have read the caution about %(law)s.", law=caution["law"]),
                )


def _late(school: School, edition: Edition, answers: AdoptionAnswers) -> Iterator[Fault]:
    today = clock.today(school.time_zone)
    for one in late_dates(school, edition, answers):
        answer = answers.late.get(one.item_key, {}).get(one.occurrence)
        anchor = f"late-{one.item_key}-{one.occurrence}"
        place = {"place": _sentence(places(one.locators)), "item": one.title}
        if answer is None or answer.answer not in LATE_ANSWERS:
            yield Fault("late", anchor, _("%(place)s, “%(item)s”: say what became of its date.", **place))
        elif answer.answer == NEW_DATE and (answer.day is None or answer.day < today):
            yield Fault(
                "late",
                anchor,
                _("%(place)s, “%(item)s”: the new date must not have passed.", **place),
            )


def _sentence(text: str) -> str:
    """The same with a capital letter, to begin a sentence."""
    return text[:1].upper() + text[1:]
