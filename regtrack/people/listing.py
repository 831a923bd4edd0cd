"""The list of a school's people: searched, filtered, sorted and cut in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, not_, or_, select

from regtrack.formatting import search_key
from regtrack.people.access import present_on
from regtrack.people.models import Account, Membership, MembershipRight, RoleHolder

PRESENT, LEFT, ALL = "present", "left", "all"
SORTS = ("name", "title")


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything unknown in it is as if it were absent."""

    q: str = ""
    right: str = ""
    role: str = ""
    state: str = PRESENT
    sort: str = "name"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        state = query.get("state", PRESENT)
        sort = query.get("sort", "name")
        return cls(
            q=query.get("q", "").strip()[:100],
            right=query.get("right", ""),
            role=query.get("role", ""),
            state=state if state in (PRESENT, LEFT, ALL) else PRESENT,
            sort=sort if sort in SORTS else "name",
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.right or self.role or self.state != PRESENT)


def members_query(school_id: int, filters: Filters, today: date) -> Select[Membership]:
    """The members that the filters let through, in order."""
    query = select(Membership).join(Account, Account.id == Membership.account_id)
    query = query.where(Membership.school_id == school_id)
    for word in search_key(filters.q).split():
        query = query.where(
            or_(
                Account.search_key.contains(word, autoescape=True),
                Membership.title_key.contains(word, autoescape=True),
            )
        )
    if filters.state == PRESENT:
        query = query.where(present_on(today))
    elif filters.state == LEFT:
        query = query.where(not_(present_on(today)))
    if filters.right:
        query = query.where(
            exists().where(
                MembershipRight.membership_id == Membership.id, MembershipRight.right == filters.right
            )
        )
    if filters.role:
        query = query.where(
            exists().where(RoleHolder.membership_id == Membership.id, RoleHolder.role == filters.role)
        )
    if filters.sort == "title":
        return query.order_by(Membership.title_key, Account.sort_key, Membership.id)
    return query.order_by(Account.sort_key, Membership.id)
