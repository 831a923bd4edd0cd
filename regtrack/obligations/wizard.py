"""The way through an adoption: its steps, and the draft that keeps the answers until it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.catalogue.models import Edition, Item
from regtrack.errors import NotFound
from regtrack.extensions import db
from regtrack.obligations.adoption import confirmed
from regtrack.obligations.adoption_faults import Fault, adoption_faults, late_dates
from regtrack.obligations.answers import AdoptionAnswers, from_json, to_json
from regtrack.obligations.models import AdoptionDraft
from regtrack.obligations.questions import ItemAnswers
from regtrack.obligations.role_holders import proposed_people, roles_needed
from regtrack.people.models import RoleHolder
from regtrack.people.roles import give_role
from regtrack.people.service import members
from regtrack.schools.models import School

STEPS: dict[str, Any] = {
    "basics": _l("What and when"),
    "people": _l("Who"),
    "values": _l("What is open"),
    "cautions": _l("Cautions"),
    "late": _l("Dates that have passed"),
    "check": _l("Check and confirm"),
}
ORDER = tuple(STEPS)
PER_PAGE = 8


@dataclass
class Walk:
    """One person's way through one draft."""

    school: School
    edition: Edition
    draft: AdoptionDraft
    actor: Actor
    page: int = 1

    @property
    def answers(self) -> AdoptionAnswers:
        return from_json(self.draft.answers)

    def keep(self, **changed: Any) -> None:
        """Store answers; those not named stay."""
        self.draft.answers = to_json(replace(self.answers, **changed))
        self.draft.updated_at = clock.now()

    def keep_items(self, items: dict[str, ItemAnswers]) -> None:
        self.keep(items={**self.answers.items, **items})

    @property
    def steps(self) -> dict[str, Any]:
        """The steps that ask something here: without cautions or passed dates there is nothing to look at."""
        empty = set()
        if not any(item.spec["cautions"] for item in self.edition.items):
            empty.add("cautions")
        if not late_dates(self.school, self.edition, self.answers):
            empty.add("late")
        return {code: name for code, name in STEPS.items() if code not in empty}

    @property
    def pages(self) -> int:
        """Pages of the step of values."""
        return max(1, -(-len(self.edition.items) // PER_PAGE))

    def items_here(self) -> list[Item]:
        first = (self.page - 1) * PER_PAGE
        return self.edition.items[first : first + PER_PAGE]

    def url(self, step: str, page: int | None = None, anchor: str | None = None) -> str:
        return url_for(
            "obligations.adopt_step",
            school_id=self.school.id,
            edition_id=self.edition.id,
            draft_id=self.draft.id,
            step=step,
            page=page if page and page > 1 else None,
            _anchor=anchor,
        )

    def url_of(self, fault: Fault) -> str:
        """Where a fault is mended."""
        if fault.step != "values":
            return self.url(fault.step, anchor=fault.anchor)
        for n, item in enumerate(self.edition.items):
            if fault.anchor == f"item-{item.key}" or fault.anchor.rpartition("-")[0] == item.key:
                return self.url("values", n // PER_PAGE + 1, fault.anchor)
        return self.url("values")

    def before(self, step: str) -> str | None:
        if step == "values" and self.page > 1:
            return self.url("values", self.page - 1)
        earlier = [code for code in self.steps if ORDER.index(code) < ORDER.index(step)]
        return self.url(earlier[-1]) if earlier else None

    def after(self, step: str) -> str:
        if step == "values" and self.page < self.pages:
            return self.url("values", self.page + 1)
        return self.past(step)

    def past(self, step: str) -> str:
        """The next step, whatever page of this one is shown."""
        return self.url(next(code for code in self.steps if ORDER.index(code) > ORDER.index(step)))


def begin(
    school: School,
    edition: Edition,
    actor: Actor,
    *,
    school_year: int,
    starts_on: date,
    order_number: str,
    order_date: date | None,
) -> Walk:
    """A new draft with the people who are known already."""
    answers = AdoptionAnswers(
        school_year,
        starts_on,
        order_number,
        order_date,
        people=proposed_people(school, school_year, roles_needed(edition.items)),
    )
    draft = AdoptionDraft(
        school_id=school.id,
        edition_id=edition.id,
        answers=to_json(answers),
        created_by_id=actor.member_id,
        updated_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()
    return Walk(school, edition, draft, actor)


def propose_people(walk: Walk) -> None:
    """Take the people afresh from the roles that are held."""
    year = walk.answers.school_year
    walk.keep(people=proposed_people(walk.school, year, roles_needed(walk.edition.items)))


def get_draft(school_id: int, edition_id: int, draft_id: int) -> AdoptionDraft:
    """Raises NotFound when the school has no such draft."""
    draft = db.session.scalar(
        select(AdoptionDraft).where(
            AdoptionDraft.school_id == school_id,
            AdoptionDraft.edition_id == edition_id,
            AdoptionDraft.id == draft_id,
        )
    )
    if draft is None:
        raise NotFound(_("This draft has been confirmed or given up."))
    return draft


def discard(draft: AdoptionDraft) -> None:
    db.session.delete(draft)
    db.session.flush()


def people_faults(walk: Walk) -> list[Fault]:
    """What is missing on the step of people if every proposal is taken."""
    items = {item.key: walk.answers.items.get(item.key, confirmed(item.spec)) for item in walk.edition.items}
    answers = replace(walk.answers, items=items)
    return [fault for fault in adoption_faults(walk.school, walk.edition, answers) if fault.step == "people"]


def faults_of(walk: Walk, step: str) -> list[Fault]:
    return [fault for fault in adoption_faults(walk.school, walk.edition, walk.answers) if fault.step == step]


def confirm_rest(walk: Walk) -> None:
    """Take every proposal that has not been answered yet."""
    walk.keep_items(
        {item.key: confirmed(item.spec) for item in walk.edition.items if item.key not in walk.answers.items}
    )


def give_roles(walk: Walk) -> None:
    """Let the chosen people hold their roles in the school, where they do not yet."""
    staff = {member.id: member for member in members(walk.school.id)}
    held = {
        (row[0], row[1], row[2])
        for row in db.session.execute(
            select(RoleHolder.role, RoleHolder.membership_id, RoleHolder.class_id).where(
                RoleHolder.school_id == walk.school.id
            )
        )
    }
    needs = {need.role.code: need for need in roles_needed(walk.edition.items)}
    for code, holders in walk.answers.people.items():
        for one in holders:
            fits = code in needs and needs[code].role.per_class == (one.class_id is not None)
            if fits and one.member_id in staff and (code, one.member_id, one.class_id) not in held:
                give_role(staff[one.member_id], code, class_id=one.class_id, actor=walk.actor)
