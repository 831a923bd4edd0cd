"""From the fields of a step to answers; what cannot be used is named and nothing else is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from regtrack.catalogue.labels import places
from regtrack.catalogue.models import Item
from regtrack.errors import Invalid
from regtrack.formatting import text_in
from regtrack.forms import clean_text
from regtrack.obligations import rule_fields, wizard
from regtrack.obligations.adding import EVIDENCE_KINDS
from regtrack.obligations.adoption_faults import (
    Fault,
    able_people,
    caution_key,
    late_dates,
    not_from_list,
    place_of,
)
from regtrack.obligations.answers import Holder, LateAnswer
from regtrack.obligations.forms import number
from regtrack.obligations.models import Decision
from regtrack.obligations.planning import DONE, LATE_ANSWERS, NEW_DATE, NOT_APPLICABLE
from regtrack.obligations.questions import Answer, ItemAnswers, Question, questions
from regtrack.obligations.role_holders import roles_needed, workers
from regtrack.obligations.wizard import Walk
from regtrack.obligations.wizard_views import classes_in
from regtrack.people.service import members

Fields = MultiDict[str, str]


def people(walk: Walk, fields: Fields) -> list[Fault]:
    """Fields `role.<code>` (one or several), `role.<code>.<class>`."""
    able = {member.id for member in workers(members(walk.school.id))}
    unread: list[Fault] = []
    chosen: dict[str, tuple[Holder, ...]] = {}
    classes = classes_in(walk)
    said: list[tuple[str | None, int | None]]
    for need in roles_needed(walk.edition.items):
        code = need.role.code
        if need.how == "class" and classes:
            said = [(fields.get(f"role.{code}.{group.id}"), group.id) for group in classes]
        else:
            said = [(value, None) for value in fields.getlist(f"role.{code}")]
        holders = [Holder(number(value) or 0, group) for value, group in said if value]
        chosen[code] = tuple(one for one in holders if one.member_id in able)
        if len(chosen[code]) < len(holders):
            title = text_in(dict(need.role.title))
            message = _("“%(role)s”: choose people from the list.", role=title)
            unread.append(Fault("people", f"role-{code}", message))
    walk.keep(people=chosen)
    known = {fault.anchor for fault in unread}
    faults = [*unread, *(fault for fault in wizard.people_faults(walk) if fault.anchor not in known)]
    if not faults:
        wizard.give_roles(walk)
    return faults


def values(walk: Walk, fields: Fields) -> list[Fault]:
    """Fields `<item>.<field>` with how it is answered, and what it needs beside it."""
    if fields.get("go") == "confirm_all":
        wizard.confirm_rest(walk)
        return []
    unread: list[Fault] = []
    known_items = walk.answers.items
    here = {
        item.key: _item(item, known_items.get(item.key, ItemAnswers()), fields, unread)
        for item in walk.items_here()
    }
    here = _from_lists(walk, here, unread)
    walk.keep_items(here)
    known = {fault.anchor for fault in unread}
    mine = [
        fault
        for fault in wizard.faults_of(walk, "values")
        if fault.anchor not in known
        and (fault.anchor.rpartition("-")[0] in here or fault.anchor.removeprefix("item-") in here)
    ]
    return [*unread, *mine]


def cautions(walk: Walk, fields: Fields) -> list[Fault]:
    """Fields `caution.<key>`."""
    keys = [
        caution_key(item.key, n)
        for item in walk.edition.items
        for n, _caution in enumerate(item.spec["cautions"])
    ]
    walk.keep(acknowledged=frozenset(key for key in keys if fields.get(f"caution.{key}")))
    return wizard.faults_of(walk, "cautions")


def late(walk: Walk, fields: Fields) -> list[Fault]:
    """Fields `late.<item>.<occurrence>` and the same with `.day`; `bulk` answers all of them."""
    bulk = fields.get("bulk")
    found: dict[str, dict[str, LateAnswer]] = {}
    for one in late_dates(walk.school, walk.edition, walk.answers):
        name = f"late.{one.item_key}.{one.occurrence}"
        answer = bulk if bulk in (DONE, NOT_APPLICABLE) else fields.get(name, "")
        if answer in LATE_ANSWERS:
            day = _day(fields.get(f"{name}.day")) if answer == NEW_DATE else None
            found.setdefault(one.item_key, {})[one.occurrence] = LateAnswer(answer, day)
    walk.keep(late=found)
    return wizard.faults_of(walk, "late")


READERS: dict[str, Callable[[Walk, Fields], list[Fault]]] = {
    "people": people,
    "values": values,
    "cautions": cautions,
    "late": late,
}


def _item(item: Item, before: ItemAnswers, fields: Fields, unread: list[Fault]) -> ItemAnswers:
    answers = {
        question.field: _answer(item, question, before.fields.get(question.field), fields, unread)
        for question in questions(item.spec)
    }
    reason = clean_text(fields.get(f"{item.key}.skip.reason"))
    return ItemAnswers(not fields.get(f"{item.key}.skip"), reason, answers)


def _answer(
    item: Item, question: Question, before: Answer | None, fields: Fields, unread: list[Fault]
) -> Answer:
    name = f"{item.key}.{question.field}"
    how = fields.get(name, "")
    if how == "confirmed" and (before is None or before.how == Decision.CONFIRMED):
        how = _meant(name, fields)
    match how:
        case "decided":
            return Answer(Decision.DECIDED, "", _value(item, question, fields, unread))
        case "left_open":
            return Answer(Decision.LEFT_OPEN, clean_text(fields.get(f"{name}.reason")))
        case _:
            return Answer(Decision.CONFIRMED)


def _meant(name: str, fields: Fields) -> str:
    """Who fills in a decision of their own beside an untouched proposal means the decision."""
    if any(fields.get(f"{name}.{part}") for part in ("rule.form", "member", "kind")):
        return "decided"
    return "left_open" if clean_text(fields.get(f"{name}.reason")) else "confirmed"


def _value(item: Item, question: Question, fields: Fields, unread: list[Fault]) -> object:
    name = f"{item.key}.{question.field}"
    if question.field == "evidence":
        return [kind for kind in fields.getlist(f"{name}.kind") if kind in EVIDENCE_KINDS]
    if question.field in ("owners", "reviewer"):
        return number(fields.get(f"{name}.member"))
    try:
        return rule_fields.read(fields, f"{name}.rule.")
    except Invalid as error:
        place = places(item.spec["clauses"])
        unread.append(Fault("values", f"{item.key}-{question.field}", f"{place}: {error.message}"))
        return None


def _from_lists(walk: Walk, here: dict[str, ItemAnswers], unread: list[Fault]) -> dict[str, ItemAnswers]:
    """The same without people whom the fields do not offer; each of them is a fault."""
    able = able_people(walk.school)
    found = {}
    for item in walk.items_here():
        said = dict(here[item.key].fields)
        for name in able.keys() & said.keys():
            if said[name].value is not None and said[name].value not in able[name]:
                said[name] = Answer(Decision.DECIDED)
                unread.append(Fault("values", f"{item.key}-{name}", not_from_list(place_of(item))))
        found[item.key] = replace(here[item.key], fields=said)
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
