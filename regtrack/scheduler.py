"""The scheduler only ticks: whether a job is due is asked of the database, and only one process leads.

The leader is whoever holds the lease row; it lapses by the database's clock, so that another process takes
over within seconds. Every firing is claimed in the database besides: two leaders would still not fire twice.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite

from regtrack import clock, jobs
from regtrack.database_clock import database_now
from regtrack.extensions import db
from regtrack.jobs import JOBS, Job
from regtrack.upkeep.models import Lease

log = logging.getLogger("regtrack.scheduler")

LEASE_NAME = "scheduler"
LEASE = timedelta(seconds=15)
RENEW_EVERY = timedelta(seconds=4)
LOOK_EVERY = timedelta(seconds=5)


class Scheduler:
    """Start it beside the web server; `stop` ends the work in hand and hands the lead over."""

    def __init__(self, app: Flask, table: tuple[Job, ...] = JOBS, look_every: timedelta = LOOK_EVERY) -> None:
        self.app = app
        self.table = table
        self.look_every = look_every
        self.holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._leads_until = 0.0
        self._fired: dict[str, str] = {}
        self._lock = threading.Lock()
        self._clock = BackgroundScheduler(
            # One thread for each job and one for the lease, which no long job may keep from being renewed.
            executors={"default": ThreadPoolExecutor(len(table) + 1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )

    @property
    def leads(self) -> bool:
        """Whether this process may fire jobs now; by a clock that nobody can move."""
        return time.monotonic() < self._leads_until

    def start(self) -> None:
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        jobs.stopping.clear()
        self.renew()
        self._clock.add_job(self.renew, "interval", seconds=RENEW_EVERY.total_seconds(), id="lease")
        for job in self.table:
            self._clock.add_job(self.look, args=[job], id=f"{job.name} at once")
            self._clock.add_job(
                self.look, "interval", args=[job], seconds=self.look_every.total_seconds(), id=job.name
            )
        self._clock.start()

    def stop(self) -> None:
        """Finish the work in hand, fire nothing more, and let another lead at once."""
        jobs.stopping.set()
        self._clock.shutdown(wait=True)
        with self.app.app_context():
            try:
                self._give_up()
            except Exception:
                log.exception("the lease could not be given up; it lapses by itself")
        self._leads_until = 0.0

    def renew(self) -> None:
        """Take the lead, or keep it. A database that does not answer costs the lead, not the process."""
        asked = time.monotonic()
        with self.app.app_context():
            try:
                led, leads = self.leads, acquire(LEASE_NAME, self.holder, LEASE)
            except Exception:
                log.exception("the scheduler's lease could not be renewed")
                return
        self._leads_until = asked + LEASE.total_seconds() if leads else 0.0
        if leads and not led:
            log.info("%s leads the scheduler", self.holder)

    def look(self, job: Job) -> None:
        """Fire the job if its present slot has not been fired; one look costs nothing in between."""
        with self._lock:
            slot = job.slot(clock.now())
            if not self.leads or jobs.stopping.is_set() or self._fired.get(job.name) == slot:
                return
        with self.app.app_context():
            try:
                jobs.run_job(job, slot)
            except Exception:
                # The database did not take the run; the next look tries again.
                log.exception("job %s could not be fired", job.name)
                return
        with self._lock:
            self._fired[job.name] = slot

    def _give_up(self) -> None:
        db.session.execute(
            update(Lease)
            .where(Lease.name == LEASE_NAME, Lease.holder == self.holder)
            .values(until=database_now(db.session()))
        )
        db.session.commit()


def acquire(name: str, holder: str, length: timedelta) -> bool:
    """Take or keep a lease until `length` from now by the database's clock; commits."""
    now = database_now(db.session())
    until = now + length
    taken = db.session.scalar(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until <= now))
        .values(holder=holder, until=until)
        .returning(Lease.name)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        taken = db.session.scalar(
            insert(Lease)
            .values(name=name, holder=holder, until=until)
            .on_conflict_do_nothing(index_elements=["name"])
            .returning(Lease.name)
        )
    db.session.commit()
    return taken is not None
