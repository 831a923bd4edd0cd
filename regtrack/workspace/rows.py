"""Tasks as rows of a list: the word for their state and the place that they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import defer, joinedload, lazyload, selectinload

from regtrack.catalogue.labels import places
from regtrack.catalogue.models import Clause, Edition, Item
from regtrack.formatting import text_in
from regtrack.obligations.labels import STATES, mark_of
from regtrack.obligations.models import Adoption, AdoptionItem, Task


@dataclass(frozen=True)
class Row:
    """`mark` is the code of the state as it is shown, `word` its name; `place`: class, clause, regulation."""

    task: Task
    mark: str
    word: str
    place: str


def with_places(query: Select[Any]) -> Select[Any]:
    """Load what rows_of() reads: two queries more, however many rows; never the packs themselves."""
    item = joinedload(Task.adoption_item)
    return query.options(
        joinedload(Task.adoption).joinedload(Adoption.edition).options(defer(Edition.document)),
        item.options(lazyload(AdoptionItem.owners)),
        item.joinedload(AdoptionItem.item).options(defer(Item.spec), selectinload(Item.clauses)),
    )


def rows_of(tasks: Iterable[Task], today: date) -> list[Row]:
    """Rows in the order of the tasks."""
    found = []
    for task in tasks:
        mark = mark_of(task, today)
        found.append(Row(task, mark, str(STATES[mark]), place_of(task)))
    return found


def place_of(task: Task) -> str:
    """«5Б · пункт 10 · План …»; empty for an assignment of the school's own to no class."""
    parts = [task.school_class.name if task.school_class is not None else ""]
    parts.append(places([clause.locator for clause in clauses_of(task)]))
    if task.adoption is not None:
        parts.append(text_in(task.adoption.edition.title))
    return " · ".join(part for part in parts if part)


def clauses_of(task: Task) -> list[Clause]:
    """The clauses that the task's item cites."""
    item = task.adoption_item.item if task.adoption_item is not None else None
    return list(item.clauses) if item is not None else []
