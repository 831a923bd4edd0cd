"""What an administrator of the installation asks of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select, text

from regtrack import __version__
from regtrack.audit.models import AuditChain
from regtrack.config import Settings
from regtrack.evidence.models import StoredFile
from regtrack.extensions import db
from regtrack.schools.models import School
from regtrack.upkeep import schema
from regtrack.upkeep.models import JobRun, Lease


@dataclass(frozen=True)
class SystemFacts:
    """Sizes in bytes."""

    version: str
    dialect: str
    revision: str | None
    database_size: int
    files: int
    files_size: int
    disk_free: int
    mail: str
    lease_until: datetime | None


@dataclass(frozen=True)
class ChainHead:
    school: str | None  # None: the chain of the installation
    length: int
    head: str
    epoch: int


@dataclass(frozen=True)
class JobLine:
    name: str
    title: str
    last: JobRun | None
    next_at: datetime


def system_facts(settings: Settings) -> SystemFacts:
    files, size = db.session.execute(
        select(func.count(StoredFile.id), func.coalesce(func.sum(StoredFile.size), 0))
    ).one()
    return SystemFacts(
        version=__version__,
        dialect=db.engine.dialect.name,
        revision=schema.current(),
        database_size=_database_size(),
        files=files,
        files_size=int(size),
        disk_free=shutil.disk_usage(settings.instance).free,
        mail=settings.mail,
        lease_until=db.session.scalar(select(func.max(Lease.until))),
    )


def job_board(now: datetime) -> list[JobLine]:
    """Each job of the table that the roof has announced, with its newest run and its next firing."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    last = {run.job: run for run in db.session.scalars(select(JobRun).where(JobRun.id.in_(newest)))}
    return [
        JobLine(job.name, str(job.title), last.get(job.name), job.next_at(now))
        for job in current_app.extensions["regtrack.jobs"]
    ]


def chain_heads() -> list[ChainHead]:
    rows = db.session.execute(
        select(School.short_name, AuditChain.length, AuditChain.head, AuditChain.epoch)
        .select_from(AuditChain)
        .outerjoin(School, School.id == AuditChain.school_id)
        .order_by(AuditChain.school_id.is_not(None), School.sort_key)
    )
    return [ChainHead(name, length, head, epoch) for name, length, head, epoch in rows]


def _database_size() -> int:
    if db.engine.dialect.name == "postgresql":
        query = "SELECT pg_database_size(current_database())"
    else:
        query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int(db.session.scalar(text(query)) or 0)
