"""What a person who leaves still holds; higher rooms add what they know of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from regtrack import clock
from regtrack.deadlines.school_year import SchoolYear
from regtrack.extensions import db
from regtrack.people.models import Membership
from regtrack.people.roles import role_title, roles_of
from regtrack.schools.models import School


@dataclass(frozen=True)
class Holding:
    """Something that somebody else must take over: a sentence, and the page where that is done."""

    text: str
    url: str | None = None


Check = Callable[[Membership], list[Holding]]


def _roles(member: Membership) -> list[Holding]:
    school = db.session.get_one(School, member.school_id)
    year = SchoolYear.of(clock.today(school.time_zone)).first
    found = []
    for row in roles_of(member.school_id, [member.id], year).get(member.id, []):
        if row.school_class is not None:
            text = _("Role: %(role)s, class %(name)s", role=role_title(row.role), name=row.school_class.name)
        else:
            text = _("Role: %(role)s", role=role_title(row.role))
        found.append(Holding(text))
    return found


def _subordinates(member: Membership) -> list[Holding]:
    count = db.session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(Membership.supervisor_id == member.id, Membership.left_on.is_(None))
    )
    if not count:
        return []
    return [
        Holding(
            ngettext("Supervisor of %(num)d person", "Supervisor of %(num)d people", count),
        )
    ]


# Each is asked in turn; a room above appends its own when it is imported.
checks: list[Check] = [_roles, _subordinates]


def holdings(member: Membership) -> list[Holding]:
    """All that the member still holds in the school, in the order of the checks."""
    return [holding for check in checks for holding in check(member)]
