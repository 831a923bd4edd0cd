"""What a school adds of its own: an item of an adoption, and an assignment that belongs to no regulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from flask_babel import gettext as _
from sqlalchemy import func, select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.catalogue.schema import EvidenceKind
from regtrack.deadlines.rules import RuleFault, parse_rule
from regtrack.errors import Forbidden, Invalid
from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.obligations.changes import REPEATED, able_owner, able_reviewer, school_day
from regtrack.obligations.events import record_event
from regtrack.obligations.making import make_tasks, with_keys
from regtrack.obligations.models import Adoption, AdoptionItem, Decision, ItemOwner, Task, TaskState
from regtrack.permissions import Permission
from regtrack.schools.models import School

LONGEST_TITLE, LONGEST_NOTE = 300, 4000
EVIDENCE_KINDS: tuple[str, ...] = get_args(EvidenceKind)


@dataclass(frozen=True)
class OwnItem:
    """`rule` as a pack writes it; `evidence`: kinds of EVIDENCE_KINDS, each required."""

    title: str
    rule: Mapping[str, Any]
    owner_id: int
    reviewer_id: int | None = None
    evidence: Sequence[str] = ()
    confidential: bool = False


@dataclass(frozen=True)
class Assignment:
    title: str
    owner_id: int
    due_on: date | None
    note: str = ""
    reviewer_id: int | None = None
    evidence: Sequence[str] = ()
    confidential: bool = False


def add_own_item(adoption: Adoption, item: OwnItem, actor: Actor) -> AdoptionItem:
    """Add an item of the school's own to an adoption and make its tasks. Raises Invalid, Refusal."""
    if not actor.can(Permission.DECIDE):
        raise Forbidden(_("Only the director may decide this."))
    title = _title(item.title)
    _people(adoption.school_id, item.owner_id, item.reviewer_id)
    audit.in_turn(adoption.school_id)
    _not_there(adoption, item, title)
    try:
        parse_rule(item.rule)
    except RuleFault:
        raise Invalid(_("This deadline cannot be used: fill in all its parts."), field="rule") from None
    row = _stored_item(adoption, item, title)
    audit.record(
        Tag.ITEM_ADDED,
        school_id=adoption.school_id,
        actor=actor,
        subject="adoption_item",
        subject_id=row.id,
        adoption=adoption.id,
    )
    make_tasks(adoption, actor=actor)
    return row


def _stored_item(adoption: Adoption, item: OwnItem, title: str) -> AdoptionItem:
    """The item behind all others of the adoption, with its one owner."""
    last = db.session.scalar(
        select(func.max(AdoptionItem.position)).where(
            AdoptionItem.school_id == adoption.school_id, AdoptionItem.adoption_id == adoption.id
        )
    )
    position = (last or 0) + 1
    row = AdoptionItem(
        school_id=adoption.school_id,
        adoption_id=adoption.id,
        item_id=None,
        key=f"own-{position}",
        position=position,
        title=_in_all_languages(title),
        rule=dict(item.rule),
        evidence=required(item.evidence),
        reviewer_id=item.reviewer_id,
        confidential=item.confidential,
        applicable=True,
        decisions={
            "deadline": {"how": str(Decision.DECIDED), "reason": ""},
            "added": {
                "how": str(Decision.DECIDED),
                "reason": "",
                "on": school_day(adoption.school_id).isoformat(),
            },
        },
        late_start={},
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        ItemOwner(
            school_id=adoption.school_id,
            adoption_item_id=row.id,
            part="lead",
            role="",
            membership_id=item.owner_id,
        )
    )
    return row


def assign_once(school: School, asked: Assignment, actor: Actor) -> Task:
    """Give somebody a task that belongs to no regulation. Raises Invalid, Forbidden."""
    if not actor.can(Permission.ASSIGN):
        raise Forbidden(_("Only the director or a deputy gives assignments."))
    title = _title(asked.title)
    if len(asked.note) > LONGEST_NOTE:
        raise Invalid(_("At most %(most)s characters.", most=LONGEST_NOTE), field="note")
    _people(school.id, asked.owner_id, asked.reviewer_id)
    audit.in_turn(school.id)
    _not_given(school, asked, title)
    task = Task(
        school_id=school.id,
        occurrence="once",
        unit="lead",
        title=_in_all_languages(title),
        note=asked.note.strip(),
        owner_id=asked.owner_id,
        reviewer_id=asked.reviewer_id,
        scheduled_on=asked.due_on,
        due_on=asked.due_on,
        state=TaskState.OPEN,
        before_start=False,
        confidential=asked.confidential,
        evidence=with_keys(required(asked.evidence)),
        created_at=clock.now(),
        search_key=search_key(title, asked.note),
    )
    db.session.add(task)
    db.session.flush()
    record_event(task, "assigned", actor)
    return task


def _not_there(adoption: Adoption, item: OwnItem, title: str) -> None:
    """Raises Invalid when the adoption has an own item with this title and this deadline."""
    own = select(AdoptionItem).where(
        AdoptionItem.school_id == adoption.school_id,
        AdoptionItem.adoption_id == adoption.id,
        AdoptionItem.item_id.is_(None),
    )
    for row in db.session.scalars(own):
        if row.title == _in_all_languages(title) and row.rule == dict(item.rule):
            raise Invalid(_("The regulation has this item with this deadline already."), field="title")


def _not_given(school: School, asked: Assignment, title: str) -> None:
    """Raises Invalid when the same assignment was given a moment ago."""
    lately = select(Task).where(
        Task.school_id == school.id,
        Task.adoption_id.is_(None),
        Task.owner_id == asked.owner_id,
        Task.created_at > clock.now() - REPEATED,
    )
    for task in db.session.scalars(lately):
        if task.title == _in_all_languages(title) and task.due_on == asked.due_on:
            raise Invalid(_("This assignment was given a moment ago: look among all tasks."), field="title")


def required(kinds: Sequence[str]) -> list[dict[str, Any]]:
    """Evidence as an adopted item keeps it. Raises Invalid for a kind that does not exist."""
    unknown = [kind for kind in kinds if kind not in EVIDENCE_KINDS]
    if unknown:
        raise Invalid(_("There is no such kind of evidence."), field="evidence")
    return [
        {"kind": kind, "title": None, "required": True, "document": None, "register": None}
        for kind in dict.fromkeys(kinds)
    ]


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise Invalid(_("Say in a few words what is to be done."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(_("At most %(most)s characters.", most=LONGEST_TITLE), field="title")
    return title


def _in_all_languages(title: str) -> dict[str, str]:
    # What a school writes itself has one language; every reader sees it as it was written.
    return {"ru": title, "kk": title, "en": title}


def _people(school_id: int, owner_id: int, reviewer_id: int | None) -> None:
    able_owner(school_id, owner_id)
    if reviewer_id is not None:
        able_reviewer(school_id, reviewer_id)
    if reviewer_id == owner_id:
        raise Invalid(_("Nobody reviews a task of their own: choose two different people."), field="reviewer")
