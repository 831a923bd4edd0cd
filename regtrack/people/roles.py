"""Roles of regulations in a school: who holds them, class by class where a role belongs to a class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.formatting import text_in
from regtrack.people.access import present_on
from regtrack.people.job_roles import JobRole, load_roles, propose
from regtrack.people.models import Account, Membership, RoleHolder, SchoolClass
from regtrack.schools.models import School


def assignable() -> dict[str, JobRole]:
    """The roles that a person of the school can hold, by code in the order of roles.yaml."""
    return {code: role for code, role in load_roles().items() if not role.group}


def role_title(code: str) -> str:
    """The role in the reader's language; its code when the file no longer has it."""
    role = load_roles().get(code)
    return text_in(dict(role.title)) if role else code


def holders(school_id: int, role: str, school_year: int | None = None) -> list[RoleHolder]:
    """Who holds a role today, sorted by class and then by name; with membership, account and class loaded.

    A role of a class counts in the school year of its class: `school_year` is its first calendar year,
    None the present one. People who have left and expired memberships are not among them.
    """
    school = db.session.get(School, school_id)
    if school is None:
        return []
    today = clock.today(school.time_zone)
    year = SchoolYear.of(today).first if school_year is None else school_year
    return list(
        db.session.scalars(
            select(RoleHolder)
            .join(Membership, Membership.id == RoleHolder.membership_id)
            .join(Account, Account.id == Membership.account_id)
            .outerjoin(SchoolClass, SchoolClass.id == RoleHolder.class_id)
            .where(
                RoleHolder.school_id == school_id,
                RoleHolder.role == role,
                present_on(today),
                or_(RoleHolder.class_id.is_(None), SchoolClass.school_year == year),
            )
            .order_by(SchoolClass.sort_key.nulls_first(), Account.sort_key, RoleHolder.id)
            .options(selectinload(RoleHolder.membership), selectinload(RoleHolder.school_class))
        )
    )


def roles_of(school_id: int, members: Iterable[int], year: int) -> dict[int, list[RoleHolder]]:
    """The roles of several members by membership: one query for the roles, one for their classes.

    Roles of classes are those of the school year `year` and later.
    """
    found: dict[int, list[RoleHolder]] = defaultdict(list)
    rows = db.session.scalars(
        select(RoleHolder)
        .outerjoin(SchoolClass, SchoolClass.id == RoleHolder.class_id)
        .where(
            RoleHolder.school_id == school_id,
            RoleHolder.membership_id.in_(list(members)),
            or_(RoleHolder.class_id.is_(None), SchoolClass.school_year >= year),
        )
        .order_by(SchoolClass.school_year.nulls_first(), SchoolClass.sort_key, RoleHolder.id)
        .options(selectinload(RoleHolder.school_class))
    )
    for row in rows:
        found[row.membership_id].append(row)
    return found


def give_role(
    member: Membership, role: str, *, class_id: int | None = None, actor: Actor | None
) -> RoleHolder:
    """Let a member hold a role; several people may hold the same. A role of a class names its class.

    Raises Invalid for an unknown role or class, Refusal when the member holds it already.
    """
    known = assignable().get(role)
    if known is None:
        raise Invalid(_("Choose a role from the list."), field="role")
    if known.per_class and class_id is None:
        raise Invalid(_("This role belongs to a class. Choose the class."), field="class_id")
    if not known.per_class:
        class_id = None
    if class_id is not None:
        get_class(member.school_id, class_id)
    same = select(RoleHolder.id).where(
        RoleHolder.school_id == member.school_id,
        RoleHolder.role == role,
        RoleHolder.membership_id == member.id,
        RoleHolder.class_id == class_id if class_id is not None else RoleHolder.class_id.is_(None),
    )
    if db.session.scalar(same) is not None:
        raise Refusal(_("%(name)s holds this role already.", name=member.account.short_name))
    holder = RoleHolder(school_id=member.school_id, role=role, membership_id=member.id, class_id=class_id)
    db.session.add(holder)
    db.session.flush()
    record(
        Tag.ROLE_GIVEN,
        school_id=member.school_id,
        actor=actor,
        subject="member",
        subject_id=member.id,
        role=role,
        class_id=class_id,
    )
    return holder


def take_role(holder: RoleHolder, *, actor: Actor | None) -> None:
    record(
        Tag.ROLE_TAKEN,
        school_id=holder.school_id,
        actor=actor,
        subject="member",
        subject_id=holder.membership_id,
        role=holder.role,
        class_id=holder.class_id,
    )
    db.session.delete(holder)
    db.session.flush()


def get_holder(member: Membership, holder_id: int) -> RoleHolder:
    row = db.session.get(RoleHolder, holder_id)
    if row is None or row.school_id != member.school_id or row.membership_id != member.id:
        raise NotFound(_("There is no such role in this school."))
    return row


def get_class(school_id: int, class_id: int) -> SchoolClass:
    row = db.session.get(SchoolClass, class_id)
    if row is None or row.school_id != school_id:
        raise NotFound(_("There is no such class in this school."))
    return row


def proposed(member: Membership, held: Iterable[RoleHolder]) -> list[str]:
    """Roles that the job title suggests and the member does not hold; those of a class need its name."""
    codes = {row.role for row in held}
    known = assignable()
    return [
        code
        for code in propose(member.job_title)
        if code in known and code not in codes and not known[code].per_class
    ]
