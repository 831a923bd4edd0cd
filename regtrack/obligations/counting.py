"""All figures, counted in SQL in one place; each with the part of an address that shows exactly its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from regtrack.actor import Actor
from regtrack.catalogue.models import ItemClause
from regtrack.extensions import db
from regtrack.obligations import conditions
from regtrack.obligations.labels import CLAUSE_STATES, SOON
from regtrack.obligations.listing import to_review
from regtrack.obligations.models import AdoptionItem, Task, TaskState
from regtrack.people.models import Account, Membership


@dataclass(frozen=True)
class Figure:
    """`filters` is the query of the list (listing.TaskFilters) with exactly `count` rows."""

    key: str
    count: int
    filters: dict[str, Any]


@dataclass(frozen=True)
class OwnerFigure:
    membership_id: int
    name: str
    count: int
    filters: dict[str, Any]


@dataclass(frozen=True)
class ClauseCounts:
    """The tasks of one clause under one adoption."""

    items: int = 0  # applicable items
    tasks: int = 0  # without archived ones
    broken: int = 0  # overdue
    at_risk: int = 0  # returned, due within 14 days and not handed in, or late and not yet accepted
    accepted: int = 0
    waived: int = 0
    pending: int = 0  # neither closed nor due later than the next 14 days


def clause_state(counts: ClauseCounts) -> str:
    """fulfilled, at_risk, broken, not_applicable or not_assessed; the first that fits, in this order:

    not_applicable: no applicable item, or every task waived. broken: a task overdue. at_risk: a task
    returned, due within 14 days and not handed in, or handed in late and not yet accepted. fulfilled:
    something accepted and nothing left that should have been by now; terms further away do not count yet, and
    what was accepted late stays marked on its task. not_assessed: the rest — nothing due yet, no date, or a
    hand-in in time that waits for its review.
    """
    if not counts.items or (counts.tasks and counts.waived == counts.tasks):
        return "not_applicable"
    if counts.broken:
        return "broken"
    if counts.at_risk:
        return "at_risk"
    if counts.accepted and not counts.pending:
        return "fulfilled"
    return "not_assessed"


def figures(actor: Actor, today: date, *, regulation: int | None = None) -> dict[str, Figure]:
    """overdue, soon, four_weeks, submitted, returned, late, accepted, to_review — of what the actor sees.

    `regulation`: of one adoption only. One query.
    """
    people = [one for one in (actor.membership_id, actor.acted_for_id) if one is not None]
    counted: dict[str, ColumnElement[bool]] = {
        "overdue": conditions.overdue(today),
        "soon": conditions.soon(today),
        "four_weeks": conditions.due_within(today, conditions.FOUR_WEEKS),
        "submitted": Task.state == str(TaskState.SUBMITTED),
        "returned": Task.state == str(TaskState.RETURNED),
        "late": conditions.late(),
        "accepted": Task.state == str(TaskState.ACCEPTED),
        "to_review": to_review(people),
    }
    query = select(*(_sum(condition) for condition in counted.values())).where(conditions.visible_to(actor))
    beside = {}
    if regulation is not None:
        query = query.where(Task.adoption_id == regulation)
        beside = {"regulation": regulation}
    row = db.session.execute(query).one()
    return {
        key: Figure(key, row[n], {**({"to_review": 1} if key == "to_review" else {"state": key}), **beside})
        for n, key in enumerate(counted)
    }


def overdue_by_owner(actor: Actor, today: date) -> list[OwnerFigure]:
    """Who holds what is overdue, the most first. One query."""
    rows = db.session.execute(
        select(Task.owner_id, Account.short_name, func.count(Task.id))
        .join(Membership, Membership.id == Task.owner_id)
        .join(Account, Account.id == Membership.account_id)
        .where(conditions.visible_to(actor), conditions.overdue(today))
        .group_by(Task.owner_id, Account.short_name, Account.sort_key)
        .order_by(func.count(Task.id).desc(), Account.sort_key)
    )
    return [OwnerFigure(r[0], r[1], r[2], {"state": "overdue", "owner": r[0]}) for r in rows]


def by_regulation(school_id: int, today: date) -> dict[int | None, dict[str, int]]:
    """adoption → {tasks, accepted, overdue}; None: tasks of no regulation. One query."""
    rows = db.session.execute(
        select(
            Task.adoption_id,
            func.count(Task.id),
            _sum(Task.state == str(TaskState.ACCEPTED)),
            _sum(conditions.overdue(today)),
        )
        .where(Task.school_id == school_id, Task.state != str(TaskState.ARCHIVED))
        .group_by(Task.adoption_id)
    )
    return {r[0]: {"tasks": r[1], "accepted": r[2], "overdue": r[3]} for r in rows}


def clause_states(school_id: int, adoption_ids: Sequence[int], today: date) -> dict[tuple[int, int], str]:
    """(adoption, clause) → state for every clause that has items. One query."""
    counted = _clause_counts(school_id, adoption_ids, today).subquery()
    rows = db.session.execute(select(counted.c.adoption_id, counted.c.clause_id, _state(counted.c)))
    return {(r[0], r[1]): r[2] for r in rows}


def clause_figures(school_id: int, adoption_ids: Sequence[int], today: date) -> dict[int, dict[str, Figure]]:
    """adoption → state → how many of its clauses; the filter is the regulation page's `state`. One query."""
    counted = _clause_counts(school_id, adoption_ids, today).subquery()
    states = select(counted.c.adoption_id, _state(counted.c).label("state")).subquery()
    rows = db.session.execute(
        select(states.c.adoption_id, states.c.state, func.count()).group_by(
            states.c.adoption_id, states.c.state
        )
    )
    found = {
        one: {state: Figure(state, 0, {"state": state}) for state in CLAUSE_STATES} for one in adoption_ids
    }
    for adoption_id, state, number in rows:
        found[adoption_id][state] = Figure(state, number, {"state": state})
    return found


def clause_counts(
    school_id: int, adoption_ids: Sequence[int], today: date
) -> dict[tuple[int, int], ClauseCounts]:
    """(adoption, clause) → what clause_state() judges. One query."""
    rows = db.session.execute(_clause_counts(school_id, adoption_ids, today))
    return {(r[0], r[1]): ClauseCounts(*r[2:]) for r in rows}


def _clause_counts(school_id: int, adoption_ids: Sequence[int], today: date) -> Select[*tuple[Any, ...]]:
    """One row for each clause with items: the columns of ClauseCounts, in its order."""
    live = and_(Task.id.is_not(None), Task.state != str(TaskState.ARCHIVED), AdoptionItem.applicable)
    closed = Task.state.in_([str(TaskState.ACCEPTED), str(TaskState.WAIVED)])
    endangered = or_(
        conditions.soon(today),
        Task.state == str(TaskState.RETURNED),
        and_(conditions.late(), Task.state == str(TaskState.SUBMITTED)),
    )
    last = today + SOON
    return (
        select(
            AdoptionItem.adoption_id.label("adoption_id"),
            ItemClause.clause_id.label("clause_id"),
            func.count(case((AdoptionItem.applicable, AdoptionItem.id)).distinct()).label("items"),
            _sum(live).label("tasks"),
            _sum(and_(live, conditions.overdue(today))).label("broken"),
            _sum(and_(live, endangered)).label("at_risk"),
            _sum(and_(live, Task.state == str(TaskState.ACCEPTED))).label("accepted"),
            _sum(and_(live, Task.state == str(TaskState.WAIVED))).label("waived"),
            _sum(and_(live, ~closed, or_(Task.due_on.is_(None), Task.due_on <= last))).label("pending"),
        )
        .join(ItemClause, ItemClause.item_id == AdoptionItem.item_id)
        .outerjoin(
            Task,
            and_(Task.school_id == AdoptionItem.school_id, Task.adoption_item_id == AdoptionItem.id),
        )
        .where(AdoptionItem.school_id == school_id, AdoptionItem.adoption_id.in_(adoption_ids))
        .group_by(AdoptionItem.adoption_id, ItemClause.clause_id)
    )


def _state(c: Any) -> ColumnElement[str]:
    """clause_state() in SQL; the suite compares the two."""
    return case(
        (or_(c["items"] == 0, and_(c.tasks > 0, c.waived == c.tasks)), literal("not_applicable")),
        (c.broken > 0, literal("broken")),
        (c.at_risk > 0, literal("at_risk")),
        (and_(c.accepted > 0, c.pending == 0), literal("fulfilled")),
        else_=literal("not_assessed"),
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
