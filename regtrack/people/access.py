"""Which school a person may enter, and as what."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.extensions import db
from regtrack.people.models import Membership
from regtrack.permissions import permissions_of
from regtrack.schools.models import School


def present_on(day: date) -> ColumnElement[bool]:
    """The SQL condition: the membership is in force on this day of the school."""
    return and_(
        or_(Membership.left_on.is_(None), Membership.left_on >= day),
        or_(Membership.valid_until.is_(None), Membership.valid_until >= day),
    )


def is_present(membership: Membership, day: date) -> bool:
    """The same for a row at hand."""
    return (membership.left_on is None or membership.left_on >= day) and (
        membership.valid_until is None or membership.valid_until >= day
    )


def enter(account_id: int, school_id: int) -> tuple[School, Membership] | None:
    """The school and the person's membership in it; None where there is none today."""
    school = db.session.get(School, school_id)
    if school is None:
        return None
    membership = db.session.scalar(
        select(Membership).where(
            Membership.school_id == school_id,
            Membership.account_id == account_id,
            present_on(clock.today(school.time_zone)),
        )
    )
    return (school, membership) if membership is not None else None


def schools_of(account_id: int) -> list[School]:
    """The schools that a person may enter today, in the order of their names."""
    rows = db.session.execute(
        select(School, Membership)
        .join(Membership, Membership.school_id == School.id)
        .where(Membership.account_id == account_id)
        .order_by(School.sort_key)
    ).all()
    return [school for school, membership in rows if is_present(membership, clock.today(school.time_zone))]


def actor_of(membership: Membership) -> Actor:
    """The member as services are given them, with all that their rights allow."""
    account = membership.account
    return Actor(
        account.id,
        account.short_name,
        school_id=membership.school_id,
        membership_id=membership.id,
        permissions=permissions_of(row.right for row in membership.rights),
        installation_admin=account.installation_admin,
    )
