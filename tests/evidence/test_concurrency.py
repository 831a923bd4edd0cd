"""Two people at once: one of them wins, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from regtrack import clock
from regtrack.errors import RegTrackError
from regtrack.evidence import service
from regtrack.evidence.models import Review, Submission
from regtrack.extensions import db
from regtrack.obligations.models import Task, TaskEvent, TaskState
from regtrack.obligations.service import get_task
from tests.cast import Cast
from tests.evidence.tasks import handed_in, make_task


def at_once(app: Any, *steps: Callable[[], object]) -> list[str]:
    """Run each step in a thread and a transaction of its own, begun together; "done" or the refusal."""
    together = threading.Barrier(len(steps))
    results = [""] * len(steps)
    now = clock.now()

    def run(nth: int, step: Callable[[], object]) -> None:
        with clock.at(now), app.app_context():
            together.wait(timeout=20)
            try:
                step()
                db.session.commit()
                results[nth] = "done"
            except RegTrackError as error:
                db.session.rollback()
                results[nth] = type(error).__name__
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    db.session.rollback()
    return results


def test_two_reviewers_at_once(app: Any, cast: Cast) -> None:
    task = handed_in(cast)
    school_id, task_id = cast.school.id, task.id
    deputy, director = cast.actor("deputy"), cast.actor("director")
    db.session.commit()

    def accept() -> None:
        service.accept(get_task(school_id, task_id, deputy), deputy)

    def send_back() -> None:
        service.send_back(get_task(school_id, task_id, director), director, "Нет подписи")

    results = at_once(app, accept, send_back)
    assert sorted(results) == ["WorkflowRefusal", "done"]
    assert db.session.scalar(select(func.count()).select_from(Review)) == 1
    state = db.session.scalar(select(Task.state).where(Task.id == task_id))
    assert state == (TaskState.ACCEPTED if results[0] == "done" else TaskState.RETURNED)


def test_a_double_press_hands_in_once(app: Any, cast: Cast) -> None:
    task = make_task(cast)
    owner = cast.actor("owner")
    service.add_statement(task, owner, "Сделано")
    school_id, task_id = cast.school.id, task.id
    db.session.commit()

    def press() -> None:
        service.hand_in(get_task(school_id, task_id, owner), owner)

    assert sorted(at_once(app, press, press, press)) == ["Refusal", "Refusal", "done"]
    kinds = db.session.scalars(select(TaskEvent.kind).where(TaskEvent.task_id == task_id)).all()
    assert kinds.count("submit") == 1


def test_two_helpers_begin_one_draft(app: Any, cast: Cast) -> None:
    task = make_task(cast, helpers=("helper", "teacher"))
    actors = [cast.actor(who) for who in ("owner", "helper", "teacher")]
    school_id, task_id = cast.school.id, task.id
    db.session.commit()

    def add(actor: Any) -> Callable[[], object]:
        return lambda: service.add_statement(
            get_task(school_id, task_id, actor), actor, f"Часть {actor.name}"
        )

    assert at_once(app, *(add(actor) for actor in actors)) == ["done"] * 3
    draft = db.session.scalars(select(Submission)).one()
    assert len(draft.pieces) == 3
