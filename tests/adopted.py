"""The plan 003 put in force in the school of the cast, as its director would with all proposals taken."""

from __future__ import annotations

from datetime import date

from regtrack.catalogue.loader import find_packs, load_pack
from regtrack.catalogue.models import Edition
from regtrack.catalogue.service import store
from regtrack.deadlines.calendars import Period
from regtrack.deadlines.school_year import SchoolYear
from regtrack.obligations.adoption import adopt, proposed_answers
from regtrack.obligations.answers import AdoptionAnswers, Holder
from regtrack.obligations.models import Adoption
from regtrack.obligations.role_holders import roles_needed
from regtrack.schools import service as schools
from tests.cast import Cast

QUARTERS = (("09-01", "10-25"), ("11-05", "12-27"), ("01-11", "03-21"), ("04-01", "05-26"))


def stored(code: str) -> Edition:
    """A shipped pack in the database."""
    return store(load_pack(next(path for path in find_packs() if path.parent.name == code)), None)


def adopted(
    cast: Cast, code: str = "ru-ediary-plan", year: int = 2026, *, starts_on: date | None = None
) -> Adoption:
    """Adopt an edition; whoever is missing for a role is the deputy. Flushed, not committed."""
    edition, director = stored(code), cast.actor("director")
    of = SchoolYear(year)
    periods = [
        Period("quarter", nth, of.place(first), of.place(last))
        for nth, (first, last) in enumerate(QUARTERS, 1)
    ]
    schools.replace_periods(cast.school, of, ("quarter",), periods, director)
    answers = proposed_answers(cast.school, edition, year, starts_on=starts_on or of.starts)
    people = dict(answers.people)
    for need in roles_needed(edition.items):
        if not people.get(need.role.code):
            people[need.role.code] = (Holder(cast["deputy"].id),)
    return adopt(cast.school, edition, AdoptionAnswers(**{**vars(answers), "people": people}), director)
