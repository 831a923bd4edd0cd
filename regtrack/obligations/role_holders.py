"""Roles that an edition speaks of, who could hold them, and what that makes of an item's owners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from regtrack.catalogue.models import Item
from regtrack.extensions import db
from regtrack.obligations.answers import AdoptionAnswers, Holder
from regtrack.obligations.models import ItemOwner
from regtrack.obligations.questions import Json, owner_roles, questions, resolve
from regtrack.people.job_roles import JobRole, load_roles, propose
from regtrack.people.models import Membership, RoleHolder, SchoolClass
from regtrack.people.service import members
from regtrack.permissions import Permission, permissions_of
from regtrack.schools.models import School


@dataclass(frozen=True)
class RoleNeed:
    """`how`: "one" person answers, "many" take part, or one for each "class"; `keys` of the items."""

    role: JobRole
    how: str
    required: bool
    reviews: bool
    keys: tuple[str, ...]


def roles_needed(items: Iterable[Item], answers: AdoptionAnswers | None = None) -> list[RoleNeed]:
    """The roles of these items, in the order of their first mention.

    With answers: only those that what was answered still asks for; without: what is proposed counts too.
    """
    uses: dict[str, set[str]] = {}
    keys: dict[str, list[str]] = {}
    for item in items:
        owners, reviewer = _asked(item, answers)
        for code, use in _uses(owners, reviewer):
            uses.setdefault(code, set()).add(use)
            keys.setdefault(code, []).append(item.key)
    known = load_roles()
    return [
        RoleNeed(
            known[code],
            "class" if known[code].per_class else "one" if used & {"lead", "reviewer"} else "many",
            bool(used & {"lead", "each", "reviewer"}),
            "reviewer" in used,
            tuple(dict.fromkeys(keys[code])),
        )
        for code, used in uses.items()
        if code in known and not known[code].group
    ]


def proposed_people(
    school: School, school_year: int, needs: Sequence[RoleNeed]
) -> dict[str, tuple[Holder, ...]]:
    """Who holds the roles already; where nobody does, who has a job title that suggests it. Three queries."""
    wanted = [need.role.code for need in needs]
    staff = workers(members(school.id))
    present = {member.id for member in staff}
    rows = db.session.scalars(
        select(RoleHolder)
        .outerjoin(SchoolClass, SchoolClass.id == RoleHolder.class_id)
        .where(RoleHolder.school_id == school.id, RoleHolder.role.in_(wanted))
        .options(joinedload(RoleHolder.school_class))
        .order_by(SchoolClass.sort_key, RoleHolder.id)
    ).all()
    held: dict[str, list[Holder]] = {}
    for row in rows:
        if row.membership_id in present and (
            row.school_class is None or row.school_class.school_year == school_year
        ):
            held.setdefault(row.role, []).append(Holder(row.membership_id, row.class_id))
    titles = {member.id: propose(member.job_title) for member in staff if member.job_title}
    found: dict[str, tuple[Holder, ...]] = {}
    for need in needs:
        code = need.role.code
        holders = held.get(code, [])
        if not holders and need.how != "class":
            holders = [Holder(member) for member, codes in titles.items() if code in codes]
        found[code] = tuple(holders[:1] if need.how == "one" else holders)
    return found


def workers(staff: Iterable[Membership]) -> list[Membership]:
    """Those whose rights let them carry a task: readers from outside answer for nothing here."""
    return [row for row in staff if may(row, Permission.HAND_IN)]


def reviewers(staff: Iterable[Membership]) -> list[Membership]:
    """Those whose rights let them review."""
    return [row for row in staff if may(row, Permission.REVIEW)]


def may(member: Membership, permission: Permission) -> bool:
    return permission in permissions_of(row.right for row in member.rights)


def no_right_to_hand_in(name: str) -> str:
    return _(
        "%(name)s has no right to hand in: choose somebody else, or give this person the right of staff.",
        name=name,
    )


def no_right_to_review(name: str) -> str:
    return _(
        "%(name)s has no right to review: choose somebody else, or give this person the right of a deputy "
        "or the registrar.",
        name=name,
    )


def owner_rows(
    school_id: int, owners: Json | int | None, people: Mapping[str, tuple[Holder, ...]]
) -> list[ItemOwner]:
    """The persons behind an item's owners, not yet in the session.

    A role of classes that leads makes a task for each class; of several holders of a leading role the
    first answers and the others help.
    """
    if owners is None:
        return []
    if isinstance(owners, int):
        return [ItemOwner(school_id=school_id, part="lead", role="", membership_id=owners)]
    lead, each = owners["lead"], owners["each"]
    if each is None and load_roles()[lead].per_class:
        each = lead
    rows: list[ItemOwner] = []
    if each is not None:
        rows.extend(_row(school_id, "each", each, one) for one in people.get(each, ()))
    if lead != each:
        for n, one in enumerate(people.get(lead, ())):
            rows.append(_row(school_id, "with" if n else "lead", lead, Holder(one.member_id)))
    named = {row.membership_id for row in rows if row.part == "with"}
    for code in owners["with"]:
        for one in people.get(code, ()):
            if one.member_id not in named:
                named.add(one.member_id)
                rows.append(_row(school_id, "with", code, Holder(one.member_id)))
    return rows


def _row(school_id: int, part: str, role: str, holder: Holder) -> ItemOwner:
    return ItemOwner(
        school_id=school_id, part=part, role=role, membership_id=holder.member_id, class_id=holder.class_id
    )


def _asked(item: Item, answers: AdoptionAnswers | None) -> tuple[Json | None, str | None]:
    if answers is not None:
        said = answers.of(item.key)
        if not said.applicable:
            return None, None
        resolved = resolve(item.spec, said)
        owners = resolved.owners if isinstance(resolved.owners, dict) else None
        return owners, resolved.reviewer if isinstance(resolved.reviewer, str) else None
    proposals = {one.field: one.proposal for one in questions(item.spec)}
    return (
        proposals.get("owners") or owner_roles(item.spec["owners"]),
        proposals.get("reviewer") or item.spec["reviewer"]["role"],
    )


def _uses(owners: Json | None, reviewer: str | None) -> Iterable[tuple[str, str]]:
    if owners is not None:
        if owners["lead"] != owners["each"]:
            yield owners["lead"], "lead"
        if owners["each"]:
            yield owners["each"], "each"
        for code in owners["with"]:
            yield code, "with"
    if reviewer:
        yield reviewer, "reviewer"
