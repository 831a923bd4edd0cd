"""Tasks, as the rooms below would have made them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from regtrack import clock
from regtrack.extensions import db
from regtrack.obligations.models import Task
from tests.cast import Cast

TODAY = date(2026, 11, 20)  # a Friday
MakeTask = Callable[..., Task]
TITLES = {
    "ru": "Собрать согласия родителей",
    "kk": "Ата-аналардың келісімін жинау",
    "en": "Collect the consents of the parents",
}


@pytest.fixture
def make_task(cast: Cast) -> MakeTask:
    """A committed task of «owner», due in so many days."""
    made = iter(range(1, 100000))

    def make(due_in: int | None, who: str = "owner", **changes: Any) -> Task:
        member = cast[who]
        number = next(made)
        values: dict[str, Any] = {
            "school_id": member.school_id,
            "occurrence": "once",
            "unit": f"test-{number}",
            "title": TITLES,
            "owner_id": member.id,
            "due_on": TODAY + timedelta(days=due_in) if due_in is not None else None,
            "state": "open",
            "evidence": [],
            "created_at": clock.now(),
            "search_key": "",
            **changes,
        }
        task = Task(**values)
        db.session.add(task)
        db.session.commit()
        return task

    return make
