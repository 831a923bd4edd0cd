"""A school puts an edition in force for a school year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.catalogue.models import Edition
from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Forbidden, Invalid, Refusal
from regtrack.extensions import db
from regtrack.obligations.adoption_faults import Fault, adoption_faults, caution_key, late_dates
from regtrack.obligations.answers import AdoptionAnswers, LateAnswer, late_to_json
from regtrack.obligations.making import horizon, make_tasks
from regtrack.obligations.models import Adoption, AdoptionItem, Decision, ItemOwner
from regtrack.obligations.planning import DONE, NOT_APPLICABLE, Planned, plan
from regtrack.obligations.questions import Answer, ItemAnswers, questions, resolve
from regtrack.obligations.role_holders import owner_rows, proposed_people, roles_needed
from regtrack.permissions import Permission
from regtrack.schools.models import School
from regtrack.schools.service import calendar_of

__all__ = [
    "AdoptionIncomplete",
    "AlreadyAdopted",
    "Fault",
    "adopt",
    "adoption_faults",
    "caution_key",
    "find_adoption",
    "late_dates",
    "preview",
    "proposed_answers",
]


class AlreadyAdopted(Refusal):
    """The edition is in force in that school year; `adoption_id` is the first adoption."""

    def __init__(self, adoption_id: int) -> None:
        super().__init__(_("This edition is in force for that school year already."))
        self.adoption_id = adoption_id


class AdoptionIncomplete(Invalid):
    """Something is unanswered or cannot be; `faults` name each with its step."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class _Drafted:
    item: AdoptionItem
    owners: list[ItemOwner]


def find_adoption(school_id: int, edition_id: int, school_year: int) -> Adoption | None:
    return db.session.scalar(
        select(Adoption).where(
            Adoption.school_id == school_id,
            Adoption.edition_id == edition_id,
            Adoption.school_year == school_year,
        )
    )


def adopt(school: School, edition: Edition, answers: AdoptionAnswers, actor: Actor) -> Adoption:
    """Put the edition in force and make its tasks.

    Raises Forbidden, AlreadyAdopted, AdoptionIncomplete; Refusal when it would make too many tasks.
    """
    if not actor.can(Permission.ADOPT):
        raise Forbidden(_("Only the director puts a regulation in force."))
    first = find_adoption(school.id, edition.id, answers.school_year)
    if first is not None:
        raise AlreadyAdopted(first.id)
    faults = adoption_faults(school, edition, answers)
    if faults:
        raise AdoptionIncomplete(faults)
    adoption = _store(school, edition, answers, actor)
    audit.record(
        Tag.ADOPTED,
        school_id=school.id,
        actor=actor,
        subject="adoption",
        subject_id=adoption.id,
        edition=edition.id,
        edition_hash=edition.content_hash,
        school_year=adoption.school_year,
        starts_on=adoption.starts_on,
    )
    make_tasks(adoption, actor=actor)
    return adoption


def preview(school: School, edition: Edition, answers: AdoptionAnswers) -> list[Planned]:
    """The tasks that adopting with these answers would make now; stores nothing."""
    today = clock.today(school.time_zone)
    with db.session.no_autoflush:
        drafted = _drafted(school, edition, answers, None)
        return plan(
            [(one.item, one.owners) for one in drafted],
            SchoolYear(answers.school_year),
            calendar_of(school, answers.school_year),
            boundary=max(today, answers.starts_on),
            until=horizon(school),
        )


def proposed_answers(
    school: School, edition: Edition, school_year: int, *, starts_on: date | None = None
) -> AdoptionAnswers:
    """Everything as proposed: holders or job titles, proposals confirmed, cautions read, past dates done.

    What has no proposal is left open; a role that nobody holds stays to be asked.
    """
    year = SchoolYear(school_year)
    needs = roles_needed(edition.items)
    answers = AdoptionAnswers(
        school_year=school_year,
        starts_on=starts_on or year.starts,
        people=proposed_people(school, school_year, needs),
        items={item.key: confirmed(item.spec) for item in edition.items},
        acknowledged=frozenset(
            caution_key(item.key, n) for item in edition.items for n, _c in enumerate(item.spec["cautions"])
        ),
    )
    late: dict[str, dict[str, LateAnswer]] = {}
    for one in late_dates(school, edition, answers):
        late.setdefault(one.item_key, {})[one.occurrence] = LateAnswer(DONE)
    return AdoptionAnswers(**{**vars(answers), "late": late})


def confirmed(spec: dict[str, Any]) -> ItemAnswers:
    """Every proposal taken; what has no proposal is left open."""
    return ItemAnswers(
        fields={
            one.field: Answer(Decision.CONFIRMED)
            if one.proposal is not None
            else Answer(Decision.LEFT_OPEN, _("Nobody has proposed anything."))
            for one in questions(spec)
        }
    )


def _store(school: School, edition: Edition, answers: AdoptionAnswers, actor: Actor) -> Adoption:
    now = clock.now()
    adoption = Adoption(
        school_id=school.id,
        edition_id=edition.id,
        school_year=answers.school_year,
        starts_on=answers.starts_on,
        order_number=answers.order_number,
        order_date=answers.order_date,
        adopted_at=now,
        adopted_by_id=actor.member_id,
        acknowledged=[
            {"item": item.key, "since": caution["since"], "law": caution["law"]}
            for item in edition.items
            for n, caution in enumerate(item.spec["cautions"])
            if caution_key(item.key, n) in answers.acknowledged
        ],
    )
    try:
        with db.session.begin_nested():
            db.session.add(adoption)
    except IntegrityError:
        first = find_adoption(school.id, edition.id, answers.school_year)
        if first is None:
            raise
        raise AlreadyAdopted(first.id) from None
    drafted = _drafted(school, edition, answers, actor)
    for one in drafted:
        one.item.adoption_id = adoption.id
    db.session.add_all(one.item for one in drafted)
    db.session.flush()
    owners = [_owner_values(row, one.item.id) for one in drafted for row in one.owners]
    if owners:
        db.session.execute(insert(ItemOwner), owners)
    return adoption


def _owner_values(row: ItemOwner, item_id: int) -> dict[str, Any]:
    return {
        "school_id": row.school_id,
        "adoption_item_id": item_id,
        "part": row.part,
        "role": row.role,
        "membership_id": row.membership_id,
        "class_id": row.class_id,
    }


def _drafted(
    school: School, edition: Edition, answers: AdoptionAnswers, actor: Actor | None
) -> list[_Drafted]:
    """The adopted items and their owners as rows outside the session."""
    drafted = []
    for item in edition.items:
        said = answers.of(item.key)
        resolved = resolve(item.spec, said)
        reviewer = resolved.reviewer
        if isinstance(reviewer, str):
            holders = answers.people.get(reviewer, ())
            reviewer = holders[0].member_id if holders else None
        row = AdoptionItem(
            school_id=school.id,
            item_id=item.id,
            key=item.key,
            position=item.position,
            title=item.title,
            rule=resolved.rule,
            evidence=resolved.evidence,
            reviewer_id=reviewer,
            confidential=item.spec["confidential"],
            applicable=said.applicable,
            decisions=resolved.decisions,
            late_start={key: _late(one, actor) for key, one in answers.late.get(item.key, {}).items()},
        )
        drafted.append(_Drafted(row, owner_rows(school.id, resolved.owners, answers.people)))
    return drafted


def _late(answer: LateAnswer, actor: Actor | None) -> dict[str, Any]:
    reason = answer.reason
    if answer.answer == NOT_APPLICABLE and not reason:
        reason = _("The date had passed when the regulation was put in force.")
    said = {**late_to_json(answer), "reason": reason}
    return {**said, "by": actor.membership_id} if actor else said
