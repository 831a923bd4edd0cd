"""Rights of members: which there are, and those that a school cannot be without."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack import clock
from regtrack.errors import Invalid, Refusal
from regtrack.extensions import db
from regtrack.people.access import is_present
from regtrack.people.models import Membership, MembershipRight
from regtrack.permissions import RIGHT_NAMES, Right
from regtrack.schools.models import School

# A school without one of these could not be run from inside any more.
_INDISPENSABLE = (Right.ADMINISTRATOR, Right.DIRECTOR)


def known_rights(rights: Iterable[str]) -> list[str]:
    wanted = sorted({str(right) for right in rights})
    if any(right not in set(Right) for right in wanted):
        raise Invalid(_("Choose rights from the list."), field="rights")
    return wanted


def write_rights(member: Membership, wanted: list[str]) -> None:
    kept = [row for row in member.rights if row.right in wanted]
    have = {row.right for row in kept}
    added = [
        MembershipRight(school_id=member.school_id, membership_id=member.id, right=right)
        for right in wanted
        if right not in have
    ]
    member.rights = kept + added


def locked_school(member: Membership) -> School:
    """Two administrators who change people at the same moment must be one after the other."""
    return db.session.scalars(select(School).where(School.id == member.school_id).with_for_update()).one()


def keep_indispensable(member: Membership, wanted: Iterable[str], *, ends: bool) -> None:
    school = locked_school(member)
    if not is_present(member, clock.today(school.time_zone)):
        return
    held = {row.right for row in member.rights}
    for right in _INDISPENSABLE:
        if right not in held or (right in wanted and not ends):
            continue
        others = (
            select(MembershipRight.membership_id)
            .join(Membership, Membership.id == MembershipRight.membership_id)
            .where(
                Membership.school_id == member.school_id,
                Membership.id != member.id,
                Membership.left_on.is_(None),
                Membership.valid_until.is_(None),
                MembershipRight.right == right,
            )
        )
        if db.session.scalar(others.limit(1)) is None:
            raise Refusal(
                _(
                    "Nobody else in this school has the right “%(right)s”. Give it to another person first.",
                    right=RIGHT_NAMES[right],
                )
            )
