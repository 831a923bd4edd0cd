"""Lists of tasks: what the address asks for, filtered, sorted and cut in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from regtrack import clock
from regtrack.actor import Actor
from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.obligations import conditions
from regtrack.obligations.models import Adoption, Task, TaskState
from regtrack.people.models import Account, Membership, SchoolClass
from regtrack.schools.models import School

STATES: dict[str, Callable[[date], ColumnElement[bool]]] = {
    **{str(state): lambda _today, state=state: Task.state == str(state) for state in TaskState},  # type: ignore[misc]
    "overdue": conditions.overdue,
    "soon": conditions.soon,
    "four_weeks": lambda today: conditions.due_within(today, conditions.FOUR_WEEKS),
    "late": lambda _today: conditions.late(),
    "working": lambda _today: conditions.working(),
}
SORTS = ("due", "-due", "title", "owner", "handed_in")


@dataclass(frozen=True)
class TaskFilters:
    """What the address of a list says; what makes no sense there is left out.

    `state`: a key of STATES; `owner`, `reviewer`: memberships, 0 as reviewer: nobody named; `regulation`: an
    adoption, 0: tasks of no regulation; `class_id`; `year`: first year of a school year; `first`, `last`: due
    between; `mine`: the reader is responsible; `helping`: they help; `to_review`: handed in and
    theirs to review.
    """

    state: str | None = None
    owner: int | None = None
    reviewer: int | None = None
    regulation: int | None = None
    class_id: int | None = None
    item: int | None = None
    year: int | None = None
    q: str = ""
    first: date | None = None
    last: date | None = None
    mine: bool = False
    helping: bool = False
    to_review: bool = False
    sort: str = "due"

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> TaskFilters:
        """From the query of an address (a MultiDict's first values)."""
        sort = str(args.get("sort") or "due")
        state = args.get("state")
        return cls(
            state=state if state in STATES else None,
            owner=_number(args.get("owner")),
            reviewer=_number(args.get("reviewer")),
            regulation=_number(args.get("regulation")),
            class_id=_number(args.get("class")),
            item=_number(args.get("item")),
            year=_number(args.get("year")),
            q=str(args.get("q") or "")[:200],
            first=_day(args.get("from")),
            last=_day(args.get("to")),
            mine=str(args.get("mine") or "") == "1",
            helping=str(args.get("helping") or "") == "1",
            to_review=str(args.get("to_review") or "") == "1",
            sort=sort if sort in SORTS else "due",
        )


def tasks_query(filters: TaskFilters | Mapping[str, Any], actor: Actor) -> Select[Any]:
    """The tasks that the filters ask for and the actor may see, with owner, class and adoption loaded.

    Archived ones are listed only when asked for. For paging.paginate().
    """
    asked = filters if isinstance(filters, TaskFilters) else TaskFilters.from_args(filters)
    query = select(Task).where(conditions.visible_to(actor), _asked(asked, actor))
    query = query.options(
        joinedload(Task.owner),
        joinedload(Task.reviewer),
        joinedload(Task.school_class),
        joinedload(Task.adoption),
    )
    return _sorted(query, asked.sort)


def count(filters: TaskFilters | Mapping[str, Any], actor: Actor) -> int:
    """How many rows tasks_query() gives. One query."""
    asked = filters if isinstance(filters, TaskFilters) else TaskFilters.from_args(filters)
    query = select(func.count(Task.id)).where(conditions.visible_to(actor), _asked(asked, actor))
    return db.session.scalar(query) or 0


def _asked(asked: TaskFilters, actor: Actor) -> ColumnElement[bool]:
    today = _today(actor)
    wanted = [STATES[asked.state](today) if asked.state else Task.state != str(TaskState.ARCHIVED)]
    for column, value in (
        (Task.owner_id, asked.owner),
        (Task.class_id, asked.class_id),
        (Task.adoption_item_id, asked.item),
    ):
        if value is not None:
            wanted.append(column == value)
    for column, value in ((Task.reviewer_id, asked.reviewer), (Task.adoption_id, asked.regulation)):
        if value is not None:
            wanted.append(column == value if value else column.is_(None))
    if asked.year is not None:
        adoptions = select(Adoption.id).where(
            Adoption.school_id == actor.school_id, Adoption.school_year == asked.year
        )
        wanted.append(Task.adoption_id.in_(adoptions))
    if asked.first is not None:
        wanted.append(Task.due_on >= asked.first)
    if asked.last is not None:
        wanted.append(Task.due_on <= asked.last)
    people = [one for one in (actor.membership_id, actor.acted_for_id) if one is not None]
    if asked.mine:
        wanted.append(Task.owner_id.in_(people))
    if asked.helping:
        wanted.append(conditions.helped(people))
    if asked.to_review:
        wanted.append(to_review(people))
    return and_(true(), *wanted, *_words(asked.q))


def to_review(people: list[int]) -> ColumnElement[bool]:
    """Handed in, theirs to review (or nobody's in particular), and not their own."""
    return and_(
        Task.state == str(TaskState.SUBMITTED),
        or_(Task.reviewer_id.in_(people), Task.reviewer_id.is_(None)),
        Task.owner_id.not_in(people),
    )


def _words(text: str) -> list[ColumnElement[bool]]:
    """Each word must stand in the title or note, or in the owner's name."""
    found = []
    for word in search_key(text).split()[:8]:
        named = (
            select(Membership.id)
            .join(Account, Account.id == Membership.account_id)
            .where(Membership.school_id == Task.school_id, Account.search_key.contains(word, autoescape=True))
        )
        found.append(or_(Task.search_key.contains(word, autoescape=True), Task.owner_id.in_(named)))
    return found


def _sorted(query: Select[Any], sort: str) -> Select[Any]:
    undated = Task.due_on.is_(None)
    match sort:
        case "-due":
            return query.order_by(undated, Task.due_on.desc(), Task.id)
        case "title":
            return query.order_by(Task.search_key, Task.due_on, Task.id)
        case "handed_in":
            return query.order_by(Task.handed_in_at.is_(None), Task.handed_in_at, Task.id)
        case "owner":
            member, account, group = aliased(Membership), aliased(Account), aliased(SchoolClass)
            return (
                query.join(member, member.id == Task.owner_id)
                .join(account, account.id == member.account_id)
                .outerjoin(group, group.id == Task.class_id)
                .order_by(account.sort_key, group.sort_key, undated, Task.due_on, Task.id)
            )
        case _:
            return query.order_by(undated, Task.due_on, Task.id)


def _today(actor: Actor) -> date:
    school = db.session.get(School, actor.school_id) if actor.school_id is not None else None
    return clock.today(school.time_zone if school else "UTC")


def _number(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None
