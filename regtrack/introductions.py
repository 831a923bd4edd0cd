"""What a lower room learns from a higher one, and a room from its neighbour: tied together at the roof."""

from __future__ import annotations

from sqlalchemy import select

from regtrack.actor import Actor
from regtrack.audit import names
from regtrack.extensions import db
from regtrack.people.models import Account, Membership
from regtrack.people.service import add_member
from regtrack.permissions import Right
from regtrack.schools import creating
from regtrack.schools.models import School


def introduce() -> None:
    """Tell the rooms of each other; telling again changes nothing."""
    names.register(accounts=_account_names, members=_member_names)
    creating.on_created(_creator_becomes_administrator)


def _account_names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Account.id, Account.short_name).where(Account.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _member_names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Membership.id, Account.short_name)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def _creator_becomes_administrator(school: School, actor: Actor | None) -> None:
    """Without it nobody could open a school that was just created."""
    account = db.session.get(Account, actor.account_id) if actor is not None else None
    if account is not None:
        add_member(school, account, actor=actor, rights=[Right.ADMINISTRATOR.value])
