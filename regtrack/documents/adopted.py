"""The items of an adoption with the names of their people, in the order of the source. Four queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from regtrack.catalogue.labels import evidence_kind
from regtrack.catalogue.models import Clause, ItemClause
from regtrack.deadlines.wording import describe
from regtrack.extensions import db
from regtrack.formatting import text_in
from regtrack.obligations.models import Adoption, AdoptionItem
from regtrack.people.models import Membership, SchoolClass


@dataclass(frozen=True)
class AdoptedRow:
    """One item as papers show it; `locators` in the source's order, empty for the school's own item."""

    item_id: int
    locators: tuple[str, ...]
    title: str
    term: str
    owners: tuple[tuple[str, str], ...]  # (short name, class or "")
    helpers: tuple[str, ...]
    evidence: tuple[str, ...]
    reviewer: str


def adopted_rows(adoption: Adoption, lang: str) -> list[AdoptedRow]:
    """The applicable items of an adoption, ordered by clause, then by the pack's own order."""
    items = db.session.scalars(
        select(AdoptionItem)
        .where(AdoptionItem.school_id == adoption.school_id, AdoptionItem.adoption_id == adoption.id)
        .where(AdoptionItem.applicable)
        .order_by(AdoptionItem.position)
    ).all()
    names = _names(adoption.school_id)
    classes = dict(
        db.session.execute(
            select(SchoolClass.id, SchoolClass.name).where(SchoolClass.school_id == adoption.school_id)
        ).all()
    )
    places = _places(adoption.edition_id)
    with force_locale(lang):
        return [_row(item, names, classes, places, lang) for item in items]


def asked_evidence(asked: dict[str, Any], lang: str) -> str:
    """What an asked kind of evidence is called: its own title, or the name of its kind."""
    return text_in(asked.get("title"), lang) or evidence_kind(asked["kind"])


def people_named(adoption: Adoption) -> list[tuple[str, str]]:
    """(full name, job title) of everybody whom the adoption's items name, by name; for the sheet
    of acquaintance."""
    wanted: set[int] = set()
    for item in adoption.items:
        if item.applicable:
            wanted.update(owner.membership_id for owner in item.owners)
            wanted.update({item.reviewer_id} if item.reviewer_id else set())
    members = db.session.scalars(
        select(Membership).where(Membership.school_id == adoption.school_id, Membership.id.in_(wanted))
    ).unique()
    ordered = sorted(members, key=lambda member: member.account.sort_key)
    return [(member.account.full_name, member.job_title) for member in ordered]


def _row(
    item: AdoptionItem,
    names: dict[int, str],
    classes: dict[int, str],
    places: dict[int, tuple[str, ...]],
    lang: str,
) -> AdoptedRow:
    # Who answers for the whole stands before those who do it in each class.
    answering = sorted(
        (owner for owner in item.owners if owner.part != "with"), key=lambda owner: owner.part != "lead"
    )
    return AdoptedRow(
        item_id=item.id,
        locators=places.get(item.item_id or 0, ()),
        title=text_in(item.title, lang),
        term=describe(item.rule, lang),
        owners=tuple(
            (names.get(owner.membership_id, ""), classes.get(owner.class_id or 0, "")) for owner in answering
        ),
        helpers=tuple(names.get(owner.membership_id, "") for owner in item.owners if owner.part == "with"),
        evidence=tuple(asked_evidence(asked, lang) for asked in item.evidence),
        reviewer=names.get(item.reviewer_id or 0, ""),
    )


def _names(school_id: int) -> dict[int, str]:
    members = db.session.scalars(select(Membership).where(Membership.school_id == school_id)).unique()
    return {member.id: member.account.short_name for member in members}


def _places(edition_id: int) -> dict[int, tuple[str, ...]]:
    """Item → locators of its clauses, in the source's order."""
    found: dict[int, tuple[str, ...]] = {}
    for item_id, locator in db.session.execute(
        select(ItemClause.item_id, Clause.locator)
        .join(Clause, Clause.id == ItemClause.clause_id)
        .where(Clause.edition_id == edition_id)
        .order_by(Clause.position)
    ):
        found[item_id] = (*found.get(item_id, ()), locator)
    return found
