"""People of a school: joining, rights, supervisors, leaving and coming back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.errors import Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.people import accounts
from regtrack.people.access import present_on
from regtrack.people.accounts import create_account
from regtrack.people.models import Account, Membership, MembershipRight
from regtrack.people.rights import keep_indispensable, known_rights, locked_school, write_rights
from regtrack.people.roles import give_role, take_role
from regtrack.schools.models import School

__all__ = [
    "PersonData",
    "add_member",
    "change_member",
    "come_back",
    "create_account",
    "get_member",
    "give_role",
    "leave",
    "members",
    "register",
    "reset_password",
    "set_rights",
    "state_of",
    "take_role",
]


@dataclass(frozen=True)
class PersonData:
    """What the administrator writes about a person. `gender`: f, m or None; `rights`: codes of Right."""

    full_name: str
    login: str
    email: str | None = None
    gender: str | None = None
    job_title: str = ""
    rights: tuple[str, ...] = ()
    supervisor_id: int | None = None
    valid_until: date | None = None


def members(school_id: int) -> list[Membership]:
    """Who is in the school today, in the order of the alphabet."""
    school = db.session.get(School, school_id)
    if school is None:
        return []
    return list(
        db.session.scalars(
            select(Membership)
            .join(Account, Account.id == Membership.account_id)
            .where(Membership.school_id == school_id, present_on(clock.today(school.time_zone)))
            .order_by(Account.sort_key, Membership.id)
        )
    )


def get_member(school_id: int, member_id: int) -> Membership:
    """The membership, also of somebody who has left; NotFound where the school has none such."""
    row = db.session.get(Membership, member_id)
    if row is None or row.school_id != school_id:
        raise NotFound(_("There is no such person in this school."))
    return row


def add_member(
    school: School,
    account: Account,
    *,
    actor: Actor | None,
    job_title: str = "",
    rights: Iterable[str] = (),
    supervisor_id: int | None = None,
    valid_until: date | None = None,
) -> Membership:
    """Join an account to a school. Raises Refusal when it is there already."""
    known = select(Membership).where(Membership.school_id == school.id, Membership.account_id == account.id)
    present = db.session.scalar(known)
    if present is not None:
        raise Refusal(
            _(
                "%(name)s is in this school already; open their page to change something.",
                name=account.short_name,
            )
        )
    wanted = known_rights(rights)
    member = Membership(
        school_id=school.id,
        account_id=account.id,
        job_title=job_title,
        valid_until=valid_until,
        created_at=clock.now(),
    )
    _set_supervisor(member, supervisor_id)
    db.session.add(member)
    db.session.flush()
    member.rights = [MembershipRight(school_id=school.id, membership_id=member.id, right=r) for r in wanted]
    db.session.flush()
    db.session.refresh(member)
    record(
        Tag.MEMBER_ADDED,
        school_id=school.id,
        actor=actor,
        subject="member",
        subject_id=member.id,
        account=account.id,
        rights=wanted,
    )
    return member


def register(school: School, data: PersonData, *, actor: Actor) -> tuple[Membership, str | None]:
    """Add a person to a school: a new account with a temporary password, or one that exists already.

    An existing account is joined only when the full name agrees with its login, so that a login chosen twice
    by chance neither lets a stranger in nor tells who it is. Returns the membership and the only copy of the
    password (None for an account that has one).
    """
    account, password = accounts.by_login(data.login), None
    if account is not None and search_key(account.full_name) != search_key(data.full_name):
        raise Invalid(
            _(
                "This login is taken. Choose another one; if it is this person's account in another school, "
                "write the full name exactly as it stands there."
            ),
            field="login",
        )
    if account is None:
        account = create_account(
            full_name=data.full_name, login=data.login, email=data.email, gender=data.gender, actor=actor
        )
        password = accounts.give_temporary_password(account, actor=actor, school_id=school.id)
    member = add_member(
        school,
        account,
        job_title=data.job_title,
        rights=data.rights,
        supervisor_id=data.supervisor_id,
        valid_until=data.valid_until,
        actor=actor,
    )
    return member, password


def state_of(member: Membership) -> str:
    """What a form showed of a member, as a short text that differs when anything of it does."""
    account = member.account
    said = [member.job_title, sorted(row.right for row in member.rights), member.supervisor_id]
    said += [str(member.valid_until), account.full_name, account.login, account.email, account.gender]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def change_member(member: Membership, data: PersonData, *, actor: Actor, seen: str | None = None) -> None:
    """Change what is known of a member; name, login and e-mail only where no other school shares them.

    `seen` is state_of() the member when the form was opened: Refusal when somebody changed it since.
    """
    account = member.account
    locked_school(member)
    db.session.refresh(member, ["job_title", "supervisor_id", "valid_until", "rights"])
    db.session.refresh(account)
    if seen and seen != state_of(member):
        raise Refusal(
            _(
                "Somebody else has changed the data of %(name)s since you opened this form. Open it again, "
                "look at what stands there now and repeat your change.",
                name=account.short_name,
            )
        )
    if accounts.belongs_only_to(account, member.school_id):
        login = accounts.checked_login(data.login, of=account)
        accounts.checked_email(data.email)
        account.login = login
        account.gender = data.gender
        accounts.describe(account, full_name=data.full_name, email=data.email)
    wanted = known_rights(data.rights)
    keep_indispensable(member, wanted, ends=data.valid_until is not None)
    _set_supervisor(member, data.supervisor_id)
    member.job_title = data.job_title
    member.valid_until = data.valid_until
    write_rights(member, wanted)
    _record_change(member, actor)


def set_rights(member: Membership, rights: Iterable[str], *, actor: Actor | None) -> None:
    """Give exactly these rights; Refusal when the school would lose its last administrator or director."""
    wanted = known_rights(rights)
    keep_indispensable(member, wanted, ends=False)
    write_rights(member, wanted)
    _record_change(member, actor)


def leave(member: Membership, left_on: date, *, actor: Actor) -> None:
    """The person's last day in the school; they may sign in until its end. Tasks are handed over above."""
    if member.left_on is not None:
        raise Refusal(_("%(name)s has left already.", name=member.account.short_name))
    keep_indispensable(member, [], ends=True)
    member.left_on = left_on
    record(
        Tag.MEMBER_LEFT,
        school_id=member.school_id,
        actor=actor,
        subject="member",
        subject_id=member.id,
        left_on=left_on,
    )


def come_back(member: Membership, *, actor: Actor) -> None:
    """Somebody who left is here again (or never went), with the rights and roles that they had."""
    if member.left_on is None:
        raise Refusal(_("%(name)s has not left.", name=member.account.short_name))
    member.left_on = None
    _record_change(member, actor, came_back=True)


def reset_password(member: Membership, *, actor: Actor) -> str:
    """A new temporary password, returned once; Refusal for an account that is not this school's alone."""
    if not accounts.belongs_only_to(member.account, member.school_id):
        raise Refusal(
            _(
                "This account is also used outside this school, so that only the administrator of the "
                "installation may give it a new password."
            )
        )
    return accounts.give_temporary_password(member.account, actor=actor, school_id=member.school_id)


def _record_change(member: Membership, actor: Actor | None, **more: bool) -> None:
    db.session.flush()
    record(
        Tag.MEMBER_CHANGED,
        school_id=member.school_id,
        actor=actor,
        subject="member",
        subject_id=member.id,
        rights=sorted(row.right for row in member.rights),
        supervisor=member.supervisor_id,
        valid_until=member.valid_until,
        **more,
    )


def _set_supervisor(member: Membership, supervisor_id: int | None) -> None:
    """Raises Invalid for somebody of another school and for a ring of supervisors."""
    wrong = Invalid(_("Choose a supervisor from the list."), field="supervisor_id")
    step, seen = supervisor_id, set[int]()
    while step is not None and step not in seen:
        seen.add(step)
        row = db.session.get(Membership, step)
        if row is None or row.school_id != member.school_id:
            raise wrong
        if row is member:
            raise Invalid(_("People cannot supervise each other in a ring."), field="supervisor_id")
        step = row.supervisor_id
    member.supervisor_id = supervisor_id
