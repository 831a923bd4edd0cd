"""Who acts: handed from the request edge (or a job) to every service."""

from __future__ import annotations

from dataclasses import dataclass

from regtrack.permissions import Permission


@dataclass(frozen=True)
class Actor:
    """A signed-in person within one school (or, with school_id None, in the installation).

    `acted_for_id` is the membership for which a substitute acts.
    """

    account_id: int
    name: str
    school_id: int | None = None
    membership_id: int | None = None
    acted_for_id: int | None = None
    permissions: frozenset[Permission] = frozenset()
    installation_admin: bool = False

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def member_id(self) -> int:
        """The membership; only asked where a school's page or command is at work."""
        if self.membership_id is None:
            raise LookupError("this actor is no member of the school")
        return self.membership_id
