"""Who stands before the door: the login and password of a person, checked without telling which was wrong."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.extensions import db
from regtrack.people import passwords, sessions, throttle
from regtrack.people.models import Account, Membership, MembershipRight
from regtrack.people.names import fold_login
from regtrack.people.sessions import SignedIn
from regtrack.permissions import Right
from regtrack.schools.models import School

_SHOWN_OF_A_RIGHT = 4


@dataclass(frozen=True)
class Asked:
    """What the database says of a login, read before the slow check of the password."""

    login: str
    account_id: int | None
    password_hash: str | None
    wait: int  # seconds before this browser may try again


def look_up(login: str, address: str, device: str) -> Asked:
    folded = fold_login(login)[:320]
    wait = throttle.seconds_to_wait(folded, address, device)
    account = db.session.scalar(select(Account).where(Account.login == folded, Account.disabled_at.is_(None)))
    if account is None:
        return Asked(folded, None, None, wait)
    return Asked(folded, account.id, account.password_hash, wait)


def verify(asked: Asked, password: str) -> bool:
    """Slow on purpose, and equally slow for a login that nobody has; call it outside a transaction."""
    return passwords.matches(password, asked.password_hash)


def fail(asked: Asked, address: str, device: str) -> None:
    """Remember a wrong password. The same is written whether or not the login exists."""
    throttle.note_failure(asked.login, address, device)
    record(Tag.SIGN_IN_FAILED, school_id=None, actor=None, subject="account", subject_id=asked.account_id)


def succeed(asked: Asked, device: str, browser: str) -> SignedIn | None:
    """Open a session; None when the account was closed or its password changed a moment ago."""
    account = db.session.get(Account, asked.account_id)
    if account is None or account.disabled_at is not None or account.password_hash != asked.password_hash:
        return None
    throttle.forget(asked.login, device)
    return _open(account, browser)


def sign_out(account: Account, token: str, actor: Actor) -> None:
    sessions.end(token)
    record(Tag.SIGNED_OUT, school_id=None, actor=actor, subject="account", subject_id=account.id)


def _open(account: Account, browser: str, **how: bool) -> SignedIn:
    sessions.sweep(account.id)
    holder = sessions.start(account, browser)
    record(
        Tag.SIGNED_IN,
        school_id=None,
        actor=Actor(account.id, account.short_name),
        subject="account",
        subject_id=account.id,
        **how,
    )
    return holder


# The demo: anybody who opens it may try each chair.


def is_demo() -> bool:
    """Whether this database is a demo: it has a demo school and no other."""
    kinds = set(db.session.scalars(select(School.demo).distinct()))
    return kinds == {True}


def demo_people() -> list[Membership]:
    """Some people of each right of the demo school, in the order of the rights; empty outside a demo."""
    if not is_demo():
        return []
    rank = func.row_number().over(partition_by=MembershipRight.right, order_by=Membership.id)
    ranked = (
        select(Membership.id.label("id"), MembershipRight.right.label("right"), rank.label("nth"))
        .join(MembershipRight, MembershipRight.membership_id == Membership.id)
        .join(School, School.id == Membership.school_id)
        .where(School.demo.is_(True), Membership.left_on.is_(None))
        .subquery()
    )
    rows = db.session.execute(
        select(Membership, ranked.c.right)
        .join(ranked, ranked.c.id == Membership.id)
        .where(ranked.c.nth <= _SHOWN_OF_A_RIGHT)
    ).all()
    order = [Right.DIRECTOR, Right.DEPUTY, Right.STAFF, Right.REGISTRAR, Right.ADMINISTRATOR]
    place = {str(right): nth for nth, right in enumerate([*order, *(r for r in Right if r not in order)])}
    found: dict[int, Membership] = {}
    for row in sorted(rows, key=lambda row: (place.get(row.right, 99), row.Membership.id)):
        found.setdefault(row.Membership.account_id, row.Membership)
    return list(found.values())


def enter_demo(account_id: int, browser: str) -> SignedIn | None:
    """Sign in without a password; None outside a demo and for an account without a school."""
    account = db.session.get(Account, account_id) if is_demo() else None
    member = exists().where(Membership.account_id == account_id)
    if account is None or account.disabled_at is not None or not db.session.scalar(select(member)):
        return None
    return _open(account, browser, demo=True)
