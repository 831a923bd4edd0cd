"""What tests of pages say over and over."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy import select

from regtrack.evidence import service
from regtrack.extensions import db
from regtrack.obligations.models import Task
from tests.evidence.samples import PDF


def text_of(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def url(task: Task, *parts: str) -> str:
    return "/".join((f"/s/{task.school_id}/tasks/{task.id}", *parts))


def send(*names: str, content: bytes = PDF, **values: str) -> dict[str, Any]:
    return {"files": [(io.BytesIO(content + name.encode()), name) for name in names], **values}


def state_of(task: Task) -> str:
    db.session.rollback()
    return db.session.scalars(select(Task.state).where(Task.id == task.id)).one()


def pieces_of(task: Task) -> list[Any]:
    db.session.rollback()
    draft = service.current_draft(task)
    return service.live_pieces(draft)
