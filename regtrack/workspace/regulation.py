"""The regulation page: clause → items → tasks and their state → evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, lazyload

from regtrack.actor import Actor
from regtrack.catalogue.models import Clause, Item, ItemClause
from regtrack.deadlines.wording import describe
from regtrack.documents.adopted import asked_evidence
from regtrack.evidence.models import Piece, Submission, SubmissionState
from regtrack.extensions import db
from regtrack.formatting import language
from regtrack.obligations import conditions, counting
from regtrack.obligations.labels import late, mark_of
from regtrack.obligations.models import Adoption, AdoptionItem, Task, TaskState
from regtrack.permissions import Permission

# An item with more tasks than this shows their counts and a link to the list instead.
SHOWN_TASKS = 6
_CLOSED = (TaskState.ACCEPTED, TaskState.WAIVED)


@dataclass(frozen=True)
class TaskView:
    task: Task
    mark: str
    late: bool
    may_open: bool  # the reader may open the task's own page
    pieces: tuple[Piece, ...]  # empty when confidential or not for this reader
    hidden_pieces: int  # then so many


@dataclass(frozen=True)
class ItemView:
    item: AdoptionItem
    term: str
    wording: str
    evidence: tuple[str, ...]
    cautions: tuple[dict[str, Any], ...]
    counts: dict[str, int]  # state → tasks
    overdue: int  # of those
    tasks: tuple[TaskView, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def closed(self) -> tuple[TaskView, ...]:
        """What needs nothing more: a page may fold it."""
        return tuple(one for one in self.tasks if one.task.state in _CLOSED)

    @property
    def current(self) -> tuple[TaskView, ...]:
        return tuple(one for one in self.tasks if one.task.state not in _CLOSED)


@dataclass(frozen=True)
class ClauseView:
    clause: Clause
    state: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class RegulationPage:
    clauses: tuple[ClauseView, ...]
    own: tuple[ItemView, ...]  # items that the school has added


def regulation(adoption: Adoption, actor: Actor, today: date, *, state: str | None = None) -> RegulationPage:
    """Every clause of the edition in the source's order; `state` keeps those in that state only.

    An item that carries out several clauses stands under each. Queries do not grow with the rows.
    """
    views = _items(adoption, actor, today)
    places = _places(adoption.edition_id)
    states = counting.clause_states(adoption.school_id, [adoption.id], today)
    clauses = db.session.scalars(
        select(Clause).where(Clause.edition_id == adoption.edition_id).order_by(Clause.position)
    )
    found = []
    for clause in clauses:
        now = states.get((adoption.id, clause.id), "")
        if state and now != state:
            continue
        items = tuple(views[item_id] for item_id in places.get(clause.id, ()) if item_id in views)
        found.append(ClauseView(clause, now, items))
    own = () if state else tuple(view for item_id, view in views.items() if item_id < 0)
    return RegulationPage(tuple(found), own)


def _items(adoption: Adoption, actor: Actor, today: date) -> dict[int, ItemView]:
    """Pack item → its view; the school's own items under the negative of their row's number."""
    lang = language()
    items = db.session.scalars(
        select(AdoptionItem)
        .where(AdoptionItem.school_id == adoption.school_id, AdoptionItem.adoption_id == adoption.id)
        .options(joinedload(AdoptionItem.item).options(lazyload(Item.clauses)), lazyload(AdoptionItem.owners))
        .order_by(AdoptionItem.position)
    ).all()
    counts, overdue = _counts(adoption, today)
    tasks = _tasks(adoption, counts, actor, today)
    found = {}
    for item in items:
        spec: dict[str, Any] = item.item.spec if item.item is not None else {}
        found[item.item_id or -item.id] = ItemView(
            item=item,
            term=describe(item.rule, lang),
            wording=str((spec.get("deadline") or {}).get("wording") or ""),
            evidence=tuple(asked_evidence(asked, lang) for asked in item.evidence),
            cautions=tuple(spec.get("cautions") or ()),
            counts=counts.get(item.id, {}),
            overdue=overdue.get(item.id, 0),
            tasks=tuple(tasks.get(item.id, ())),
        )
    return found


def _counts(adoption: Adoption, today: date) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """Item → state → tasks, and item → those overdue; archived ones left out. One query."""
    late = func.sum(case((conditions.overdue(today), 1), else_=0))
    rows = db.session.execute(
        select(Task.adoption_item_id, Task.state, func.count(Task.id), late)
        .where(Task.school_id == adoption.school_id, Task.adoption_id == adoption.id)
        .where(Task.state != TaskState.ARCHIVED)
        .group_by(Task.adoption_item_id, Task.state)
    )
    found: dict[int, dict[str, int]] = {}
    overdue: dict[int, int] = {}
    for item_id, state, number, passed in rows:
        found.setdefault(item_id or 0, {})[state] = number
        overdue[item_id or 0] = overdue.get(item_id or 0, 0) + passed
    return found, overdue


def _tasks(
    adoption: Adoption, counts: dict[int, dict[str, int]], actor: Actor, today: date
) -> dict[int, list[TaskView]]:
    """Item → its tasks, for items with few of them."""
    few = [item_id for item_id, states in counts.items() if sum(states.values()) <= SHOWN_TASKS]
    tasks = db.session.scalars(
        select(Task)
        .where(Task.school_id == adoption.school_id, Task.adoption_item_id.in_(few))
        .where(Task.state != TaskState.ARCHIVED)
        .options(joinedload(Task.owner), joinedload(Task.school_class))
        .order_by(Task.due_on, Task.id)
    ).all()
    pieces = _pieces(adoption.school_id, tasks)
    visible = _visible(adoption, actor)
    found: dict[int, list[TaskView]] = {}
    for task in tasks:
        given = tuple(pieces.get(task.id, ()))
        may_open = task.id in visible
        shown = may_open and not task.confidential and actor.can(Permission.VIEW_EVIDENCE)
        view = TaskView(
            task=task,
            mark=mark_of(task, today),
            late=late(task),
            may_open=may_open,
            pieces=given if shown else (),
            hidden_pieces=0 if shown else len(given),
        )
        found.setdefault(task.adoption_item_id or 0, []).append(view)
    return found


def _visible(adoption: Adoption, actor: Actor) -> set[int]:
    """The tasks of the adoption whose own page this reader may open."""
    if not actor.can(Permission.VIEW_TASKS):
        return set()
    return set(
        db.session.scalars(
            select(Task.id).where(Task.adoption_id == adoption.id, conditions.visible_to(actor))
        )
    )


def _pieces(school_id: int, tasks: Iterable[Task]) -> dict[int, list[Piece]]:
    """Task → what stands as its evidence: handed in or accepted."""
    rows = db.session.execute(
        select(Submission.task_id, Piece)
        .join(Piece, (Piece.submission_id == Submission.id) & (Piece.school_id == Submission.school_id))
        .where(Submission.school_id == school_id, Submission.task_id.in_([task.id for task in tasks]))
        .where(Submission.state.in_([SubmissionState.HANDED_IN, SubmissionState.ACCEPTED]))
        .where(Piece.removed_at.is_(None))
        .order_by(Piece.id)
    )
    found: dict[int, list[Piece]] = {}
    for task_id, piece in rows:
        found.setdefault(task_id, []).append(piece)
    return found


def _places(edition_id: int) -> dict[int, list[int]]:
    """Clause → its items in the pack's order."""
    found: dict[int, list[int]] = {}
    for clause_id, item_id in db.session.execute(
        select(ItemClause.clause_id, ItemClause.item_id)
        .join(Clause, Clause.id == ItemClause.clause_id)
        .where(Clause.edition_id == edition_id)
        .order_by(ItemClause.item_id)
    ):
        found.setdefault(clause_id, []).append(item_id)
    return found
