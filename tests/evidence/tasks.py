"""A task as the job of obligations would make it, and hand-ins by the services."""

from __future__ import annotations

import io
import secrets
from datetime import date
from typing import Any

from regtrack import clock
from regtrack.actor import Actor
from regtrack.evidence import service, store
from regtrack.evidence.models import Piece
from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.obligations.models import Task, TaskHelper
from regtrack.obligations.service import record_event
from tests.cast import Cast
from tests.evidence.samples import PDF

FOLDER = {
    "key": "consent_folder-1",
    "kind": "consent_folder",
    "title": {"ru": "Папка согласий", "kk": "Келісімдер бумасы", "en": "Folder of consents"},
    "required": True,
}
RECORD = {"key": "external_record-2", "kind": "external_record", "required": False}
REPORT = {"key": "report-3", "kind": "report", "title": {"ru": "Справка"}, "required": True}


def make_task(
    cast: Cast,
    *,
    owner: str = "owner",
    reviewer: str | None = "deputy",
    helpers: tuple[str, ...] = (),
    evidence: tuple[dict[str, Any], ...] = (FOLDER, RECORD),
    due_on: date | None = date(2026, 11, 24),
    title: str = "Собрать согласия родителей",
    **values: Any,
) -> Task:
    task = Task(
        school_id=cast.school.id,
        occurrence=secrets.token_hex(8),
        unit="lead",
        title={"ru": title},
        owner_id=cast[owner].id,
        reviewer_id=cast[reviewer].id if reviewer else None,
        scheduled_on=due_on,
        due_on=due_on,
        evidence=list(evidence),
        created_at=clock.now(),
        search_key=search_key(title),
        **values,
    )
    db.session.add(task)
    db.session.flush()
    for helper in helpers:
        db.session.add(TaskHelper(school_id=cast.school.id, task_id=task.id, membership_id=cast[helper].id))
    record_event(task, "assigned", None)
    db.session.commit()
    return task


def give_file(
    task: Task, actor: Actor, content: bytes = PDF, name: str = "согласия.pdf", asked: str | None = None
) -> tuple[Piece, bool]:
    received = store.receive(io.BytesIO(content), name, school_id=task.school_id)
    return service.add_file(task, actor, received, asked=asked)


def handed_in(cast: Cast, who: str = "owner", **values: Any) -> Task:
    """A task that waits for review with one file."""
    task = make_task(cast, **values)
    give_file(task, cast.actor(who))
    service.hand_in(task, cast.actor(who))
    db.session.commit()
    return task
