"""The scheduler with real threads: one leader, a quick heir, an end that finishes the work in hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from regtrack import clock, create_app, jobs
from regtrack.extensions import db
from regtrack.jobs import Job
from regtrack.scheduler import LEASE, Scheduler, acquire
from regtrack.upkeep.models import JobRun

QUICK = timedelta(milliseconds=50)


def wait_for(what: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_lease_has_one_holder_and_goes_to_another_when_it_lapses(app: Any) -> None:
    assert acquire("lead", "first", LEASE)
    assert acquire("lead", "first", LEASE)
    assert not acquire("lead", "second", LEASE)
    with clock.at(clock.now() + LEASE):
        assert acquire("lead", "second", LEASE)
        assert not acquire("lead", "first", LEASE)


def test_assembling_the_application_starts_no_scheduler(app: Any) -> None:
    before = {thread.name for thread in threading.enumerate()}
    create_app(app.settings)
    assert {thread.name for thread in threading.enumerate()} == before


def test_jobs_fire_at_once_and_a_failing_one_stops_no_other(app: Any) -> None:
    done = threading.Event()

    def fail(_now: datetime) -> int:
        raise RuntimeError("always")

    def work(_now: datetime) -> int:
        done.set()
        return 1

    table = (Job("bad", "", timedelta(days=10_000), fail), Job("good", "", timedelta(days=10_000), work))
    scheduler = Scheduler(app, table, QUICK)
    scheduler.start()
    try:
        assert done.wait(10)
        wait_for(lambda: states() == {"bad": ["failed"], "good": ["done"]})
        time.sleep(4 * QUICK.total_seconds())
        assert states() == {"bad": ["failed"], "good": ["done"]}, "one slot, one run"
    finally:
        scheduler.stop()


def states() -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for run in db.session.scalars(select(JobRun)):
        found.setdefault(run.job, []).append(run.outcome)
    db.session.remove()
    return found


def test_of_two_schedulers_one_fires_and_the_other_takes_over(app: Any) -> None:
    fired: list[str] = []
    every = timedelta(milliseconds=200)

    def table(name: str) -> tuple[Job, ...]:
        return (Job("beat", "", every, lambda _now: fired.append(name) or 0),)  # type: ignore[func-returns-value]

    first, second = Scheduler(app, table("first"), QUICK), Scheduler(app, table("second"), QUICK)
    first.start()
    second.start()
    try:
        wait_for(lambda: len(fired) >= 3)
        assert set(fired) == {"first"}
        assert first.leads
        assert not second.leads
    finally:
        first.stop()
    try:
        # The heir asks for the lead in its own time; here it need not wait for it.
        jobs.stopping.clear()
        second.renew()
        assert second.leads
        wait_for(lambda: "second" in fired)
    finally:
        second.stop()
    rows = list(db.session.scalars(select(JobRun.slot)))
    assert len(rows) == len(set(rows)) == len(fired)


def test_stopping_finishes_the_work_in_hand(app: Any) -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(_now: datetime) -> int:
        begun.set()
        time.sleep(0.4)
        ended.set()
        return 1

    scheduler = Scheduler(app, (Job("slow", "", timedelta(days=10_000), work),), QUICK)
    scheduler.start()
    assert begun.wait(10)
    scheduler.stop()
    assert ended.is_set()
    assert states() == {"slow": ["done"]}
    assert not scheduler.leads
    assert acquire("scheduler", "another", LEASE), "the lead was given up"
