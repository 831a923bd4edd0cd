"""What the page of regulations shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from regtrack.catalogue.models import Edition
from regtrack.catalogue.service import editions_for
from regtrack.extensions import db
from regtrack.obligations.counting import Figure, by_regulation, clause_figures
from regtrack.obligations.models import Adoption, AdoptionDraft
from regtrack.schools.models import School


@dataclass(frozen=True)
class Adopted:
    """An adoption with the states of its clauses and the figures of its tasks."""

    adoption: Adoption
    clauses: dict[str, Figure]
    tasks: int
    accepted: int
    overdue: int

    @property
    def judged(self) -> int:
        """Clauses that apply."""
        return sum(one.count for state, one in self.clauses.items() if state != "not_applicable")


def adopted(school_id: int, year: int, today: date) -> list[Adopted]:
    """The regulations in force in that school year. Three queries."""
    rows = db.session.scalars(
        select(Adoption)
        .where(Adoption.school_id == school_id, Adoption.school_year == year)
        .order_by(Adoption.adopted_at, Adoption.id)
    ).all()
    figures = clause_figures(school_id, [row.id for row in rows], today) if rows else {}
    counts = by_regulation(school_id, today) if rows else {}
    found = []
    for row in rows:
        part = counts.get(row.id, {"tasks": 0, "accepted": 0, "overdue": 0})
        found.append(Adopted(row, figures[row.id], part["tasks"], part["accepted"], part["overdue"]))
    return found


def years(school_id: int, present: int) -> list[int]:
    """The school years that something was put in force for, with this one and the next, newest first."""
    rows = db.session.scalars(
        select(Adoption.school_year).where(Adoption.school_id == school_id).distinct()
    ).all()
    return sorted({*rows, present, present + 1}, reverse=True)


def drafts(school_id: int) -> Sequence[tuple[AdoptionDraft, Edition]]:
    """Adoptions that were begun, the latest first."""
    rows = db.session.execute(
        select(AdoptionDraft, Edition)
        .join(Edition, Edition.id == AdoptionDraft.edition_id)
        .where(AdoptionDraft.school_id == school_id)
        .order_by(AdoptionDraft.updated_at.desc())
    )
    return [(row[0], row[1]) for row in rows]


def offers(school: School, year: int) -> list[Edition]:
    """Editions that can be put in force for that year, those of the school's country first."""
    taken = set(
        db.session.scalars(
            select(Adoption.edition_id).where(Adoption.school_id == school.id, Adoption.school_year == year)
        )
    )
    return [row for row in editions_for(school) if row.id not in taken]


def unrenewed(school_id: int, present: int) -> list[Adoption]:
    """Last year's adoptions whose regulation has none this year."""
    now = (
        select(Edition.code)
        .join(Adoption, Adoption.edition_id == Edition.id)
        .where(Adoption.school_id == school_id, Adoption.school_year == present)
    )
    rows = db.session.scalars(
        select(Adoption)
        .join(Edition, Edition.id == Adoption.edition_id)
        .where(
            Adoption.school_id == school_id,
            Adoption.school_year == present - 1,
            Edition.code.not_in(now),
        )
        .order_by(Adoption.id)
    )
    return list(rows)
