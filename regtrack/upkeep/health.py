"""`/healthz`: is the database there, does the scheduler's loop turn, is there room on the disk."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, func, select

from regtrack import __version__, clock
from regtrack.database import reading_only
from regtrack.extensions import db
from regtrack.permissions import public
from regtrack.upkeep.models import JobRun, Lease

PATIENCE = 1.0  # seconds
LEADER = "scheduler"
SCARCE = 200 * 1024 * 1024  # bytes of free disk below which uploads will soon fail

# One prober: a database that hangs must not take a thread for every question about it.
_prober = ThreadPoolExecutor(max_workers=1, thread_name_prefix="healthz")
_pending: Future[Loop] | None = None


class Loop(NamedTuple):
    """What the database tells of the scheduler."""

    lease_until: datetime | None
    last_run: datetime | None


@public
def healthz() -> ResponseReturnValue:
    """200 when all is well, 503 with the part that is not; no names, no addresses."""
    facts = look(current_app.instance_path)
    return facts, 200 if facts["status"] == "ok" else 503


def look(instance: str) -> dict[str, Any]:
    """The state of each part; ages in seconds, sizes in bytes."""
    loop = ask_database(db.engine)
    free = _free(Path(instance))
    scheduler = scheduler_state(loop, clock.now()) if loop else "unknown"
    fine = loop is not None and scheduler == "running" and free >= SCARCE
    return {
        "status": "ok" if fine else "degraded",
        "version": __version__,
        "database": "ok" if loop else "unreachable",
        "scheduler": scheduler,
        "last_job_age": _age(loop.last_run if loop else None),
        "disk": "ok" if free >= SCARCE else "scarce",
        "disk_free": free,
    }


def scheduler_state(loop: Loop, now: datetime) -> str:
    """running, stalled (its lease ran out), or never (no scheduler has started yet)."""
    if loop.lease_until is None:
        return "never"
    return "running" if loop.lease_until >= now else "stalled"


def ask_database(engine: Engine) -> Loop | None:
    """What the database says within a second; None when it says nothing."""
    global _pending  # noqa: PLW0603 - one question at a time in the whole process
    if _pending is not None and not _pending.done():
        return None
    _pending = _prober.submit(_ask, engine)
    try:
        return _pending.result(timeout=PATIENCE)
    except TooLate:
        return None
    except Exception:
        current_app.logger.warning("healthz: the database does not answer")
        return None


def _ask(engine: Engine) -> Loop:
    with reading_only(), engine.connect() as connection:
        until = connection.scalar(select(Lease.until).where(Lease.name == LEADER))
        return Loop(until, connection.scalar(select(func.max(JobRun.started_at))))


def _age(moment: datetime | None) -> int | None:
    return None if moment is None else int((clock.now() - moment).total_seconds())


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
