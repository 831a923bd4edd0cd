"""Pages of long lists: counted and cut in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from regtrack.extensions import db

Row = TypeVar("Row")
PER_PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.per_page, self.total)


def paginate(query: Select[Row], number: int, per_page: int = PER_PAGE) -> Page[Row]:
    """One page of a query's first column; a number past the end shows the last page. Two queries."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // per_page))
    number = min(max(1, number), pages)
    rows: Sequence[Any] = (
        db.session.scalars(query.limit(per_page).offset((number - 1) * per_page)).unique().all()
        if total
        else ()
    )
    return Page(rows, number, per_page, total)
