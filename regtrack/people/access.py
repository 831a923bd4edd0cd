"""Which school a person may enter, and as what."""

from __future__ import annotations

from sqlalchemy import or_, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.people.models import Membership
from regtrack.schools.models import School


def enter(account_id: int, school_id: int) -> tuple[School, Membership] | None:
    """The school and the person's membership in it; None where there is none today."""
    school = db.session.get(School, school_id)
    if school is None:
        return None
    today = clock.today(school.time_zone)
    membership = db.session.scalar(
        select(Membership).where(
            Membership.school_id == school_id,
            Membership.account_id == account_id,
            or_(Membership.left_on.is_(None), Membership.left_on >= today),
            or_(Membership.valid_until.is_(None), Membership.valid_until >= today),
        )
    )
    return (school, membership) if membership is not None else None


def schools_of(account_id: int) -> list[School]:
    """The schools that a person may enter today, in the order of their names."""
    rows = db.session.scalars(
        select(School)
        .join(Membership, Membership.school_id == School.id)
        .where(Membership.account_id == account_id)
        .order_by(School.sort_key)
    ).all()
    return [school for school in rows if enter(account_id, school.id)]
