"""The fixed table of jobs. Each is chosen by state, so that one run makes up for all that were missed.

A firing inserts its (job, slot) row first: whoever comes second leaves it alone. The run is one
transaction, committed here; a fault is recorded and stops no other job.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from regtrack import clock
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.database import reading_only
from regtrack.evidence import janitor
from regtrack.extensions import db
from regtrack.obligations.making import make_due_tasks
from regtrack.outbox import service as outbox
from regtrack.outbox.sending import send_due
from regtrack.outbox.transports import remove_leftovers
from regtrack.people import throttle
from regtrack.people.models import LoginFailure, LoginSession
from regtrack.reminders import service as reminders
from regtrack.upkeep.models import JobRun

log = logging.getLogger("regtrack.jobs")

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
IDLE_RUNS_KEPT = timedelta(days=1)
RUNS_KEPT = timedelta(days=90)
LEFTOVERS_KEPT = timedelta(days=1)

DETAIL_LENGTH = 500

# Set when the process is asked to end: a job that works through a queue stops after the piece in hand.
stopping = threading.Event()


@dataclass(frozen=True)
class Job:
    """`run` does what is due at an instant and says how much it did.

    `would` says how much `run` would do; where it is None, the run is made and undone to find out.
    """

    name: str
    title: Any
    every: timedelta
    run: Callable[[datetime], int]
    would: Callable[[datetime], int] | None = None

    def slot(self, now: datetime) -> str:
        """The key of the firing to which an instant belongs."""
        return (EPOCH + (now - EPOCH) // self.every * self.every).isoformat()

    def next_at(self, now: datetime) -> datetime:
        """When the next firing is due."""
        return EPOCH + ((now - EPOCH) // self.every + 1) * self.every


def _make_tasks(_now: datetime) -> int:
    return make_due_tasks()


def _remind(now: datetime) -> int:
    # Letters are written before the database is locked for queueing them.
    return reminders.store(_planned_reminders(now))


def _count_reminders(now: datetime) -> int:
    return sum(1 for notice in _planned_reminders(now) if notice.letter)


def _planned_reminders(now: datetime) -> list[reminders.Notice]:
    with reading_only():
        notices = reminders.plan(now)
        db.session.rollback()
    return notices


def _send(_now: datetime) -> int:
    return send_due(keep_going=lambda: not stopping.is_set())


def _count_waiting(_now: datetime) -> int:
    return outbox.health().waiting


def _sweep(now: datetime) -> int:
    """What uploads and letters cut off in the middle have left behind."""
    folder: Path = current_app.settings.mail_folder  # type: ignore[attr-defined]
    return janitor.sweep().removed + remove_leftovers(folder, now - LEFTOVERS_KEPT)


def _count_nothing(_now: datetime) -> int:
    return 0


def _clean_up(now: datetime) -> int:
    """Ended sessions, old wrong passwords, and old runs of jobs (idle ones after a day)."""
    old = (
        delete(LoginSession).where(LoginSession.expires_at <= now),
        delete(LoginFailure).where(LoginFailure.failed_at <= now - throttle.KEPT),
    )
    gone = sum(_deleted(one) for one in old)
    runs = delete(JobRun).where(
        JobRun.id.not_in(select(func.max(JobRun.id)).group_by(JobRun.job)),
        or_(
            JobRun.started_at <= now - RUNS_KEPT,
            (JobRun.started_at <= now - IDLE_RUNS_KEPT) & (JobRun.did == 0) & (JobRun.outcome == "done"),
        ),
    )
    _deleted(runs)
    return gone


def _deleted(statement: Any) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


JOBS: tuple[Job, ...] = (
    Job("make_tasks", _l("Make the tasks that have come into sight"), timedelta(hours=1), _make_tasks),
    Job("reminders", _l("Write the morning reminders"), timedelta(minutes=5), _remind, _count_reminders),
    Job("send_mail", _l("Send the mail that waits"), timedelta(seconds=30), _send, _count_waiting),
    Job(
        "sweep",
        _l("Remove what interrupted uploads and letters left"),
        timedelta(hours=6),
        _sweep,
        _count_nothing,
    ),
    Job("clean_up", _l("Forget ended sessions and old runs"), timedelta(hours=6), _clean_up),
)
BY_NAME = {job.name: job for job in JOBS}


def run_job(job: Job, slot: str | None = None) -> JobRun | None:
    """Fire a job for its slot (the present one by default); None when that slot has been fired already.

    Commits. Never raises for what the job itself does wrong: the run's outcome says it.
    """
    now = clock.now()
    run_id = _claim(job, slot or job.slot(now), now)
    if run_id is None:
        return None
    try:
        did = job.run(now)
        _finish(run_id, job, "done", did, "")
    except Exception as error:
        db.session.rollback()
        log.exception("job %s failed", job.name)
        _finish(run_id, job, "failed", 0, f"{type(error).__name__}: {error}"[:DETAIL_LENGTH])
    return db.session.get(JobRun, run_id)


def run_now(name: str) -> JobRun:
    """Fire a job by hand, beside its slots. KeyError for an unknown name."""
    job = BY_NAME[name]
    found = run_job(job, f"{clock.now().isoformat(timespec='microseconds')} by hand"[:40])
    if found is None:
        raise RuntimeError("two runs by hand in the same microsecond")
    return found


def dry_run(name: str) -> int:
    """How much the job would do now; leaves nothing behind. KeyError for an unknown name."""
    job, now = BY_NAME[name], clock.now()
    try:
        return (job.would or job.run)(now)
    finally:
        db.session.rollback()


def last_runs() -> dict[str, JobRun]:
    """The newest run of each job. One query."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    return {run.job: run for run in db.session.scalars(select(JobRun).where(JobRun.id.in_(newest)))}


def _claim(job: Job, slot: str, now: datetime) -> int | None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    run_id = db.session.scalar(
        insert(JobRun)
        .values(job=job.name, slot=slot, started_at=now, did=0, detail="")
        .on_conflict_do_nothing(index_elements=["job", "slot"])
        .returning(JobRun.id)
    )
    db.session.commit()
    return run_id


def _finish(run_id: int, job: Job, outcome: str, did: int, detail: str) -> None:
    """Close the run together with what it did; audited only when there is something to tell."""
    run = db.session.get_one(JobRun, run_id)
    run.finished_at, run.outcome, run.did, run.detail = clock.now(), outcome, did, detail
    if did or outcome != "done":
        record(
            Tag.JOB_RUN,
            school_id=None,
            actor=None,
            subject="job_run",
            subject_id=run_id,
            job=job.name,
            outcome=outcome,
            did=did,
        )
    db.session.commit()
