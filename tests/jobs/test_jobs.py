"""The table of jobs: each slot fires once, a fault is told and stops nobody, by hand as well."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from regtrack import clock, jobs
from regtrack.audit.models import AuditEntry
from regtrack.extensions import db
from regtrack.jobs import BY_NAME, JOBS, Job, run_job, run_now
from regtrack.obligations.models import Task
from regtrack.people.models import LoginFailure, LoginSession
from regtrack.upkeep.models import JobRun
from tests.cast import Cast

HOUR = timedelta(hours=1)


def job(run: Callable[[datetime], int], name: str = "test", every: timedelta = HOUR) -> Job:
    return Job(name, "Test", every, run)


def entries() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.body).where(AuditEntry.tag == "job.run")))


def runs(name: str = "test") -> list[JobRun]:
    return list(db.session.scalars(select(JobRun).where(JobRun.job == name).order_by(JobRun.id)))


def test_a_slot_fires_once(app: Any) -> None:
    seen: list[datetime] = []
    work = job(lambda now: seen.append(now) or 2)  # type: ignore[func-returns-value]
    first = run_job(work)
    assert first is not None
    assert (first.outcome, first.did) == ("done", 2)
    assert run_job(work) is None
    with clock.at(clock.now() + HOUR):
        assert run_job(work) is not None
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("moment", "slot", "following"),
    [
        ("2026-11-20T05:00:00", "2026-11-20T05:00:00", "2026-11-20T06:00:00"),
        ("2026-11-20T05:59:59", "2026-11-20T05:00:00", "2026-11-20T06:00:00"),
        ("2026-12-31T23:30:00", "2026-12-31T23:00:00", "2027-01-01T00:00:00"),
    ],
)
def test_slots(moment: str, slot: str, following: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    work = job(lambda _now: 0)
    assert work.slot(now) == f"{slot}+00:00"
    assert work.next_at(now) == datetime.fromisoformat(following).replace(tzinfo=UTC)


def test_work_is_audited_and_idleness_is_not(app: Any) -> None:
    run_job(job(lambda _now: 0))
    assert entries() == []
    run_job(job(lambda _now: 3, "busy"))
    [body] = entries()
    assert '"job":"busy"' in body
    assert '"did":3' in body


def test_a_fault_is_recorded_undone_and_stops_no_other(app: Any, cast: Cast) -> None:
    def half(_now: datetime) -> int:
        cast.school.short_name = "changed"
        db.session.flush()
        raise RuntimeError("the reason")

    failed = run_job(job(half))
    assert failed is not None
    assert (failed.outcome, failed.detail) == ("failed", "RuntimeError: the reason")
    db.session.refresh(cast.school)
    assert cast.school.short_name != "changed"
    assert '"outcome":"failed"' in entries()[0]
    other = run_job(job(lambda _now: 1, "other"))
    assert other is not None
    assert other.outcome == "done"


def test_threads_that_fire_one_slot_together(app: Any) -> None:
    done: list[int] = []
    work = job(lambda _now: done.append(1) or 1)  # type: ignore[func-returns-value]
    moment, together = clock.now(), threading.Barrier(4)

    def fire() -> None:
        with app.app_context(), clock.at(moment):
            together.wait()
            run_job(work)

    threads = [threading.Thread(target=fire) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]
    assert len(runs()) == 1


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_job_runs_on_an_empty_database_and_by_hand(app: Any, name: str) -> None:
    done = run_now(name)
    assert (done.outcome, done.did, done.detail) == ("done", 0, "")
    with clock.at(clock.now() + timedelta(seconds=1)):
        assert run_now(name).outcome == "done"
    assert jobs.dry_run(name) == 0


def test_names_are_distinct_and_fit() -> None:
    assert len(BY_NAME) == len(JOBS)
    assert all(len(name) <= 40 for name in BY_NAME)


def overdue_task(cast: Cast) -> None:
    owner = cast["owner"]
    db.session.add(
        Task(
            school_id=owner.school_id,
            occurrence="once",
            unit="test",
            title={"ru": "Задача"},
            owner_id=owner.id,
            due_on=clock.today(cast.school.time_zone),
            state="open",
            evidence=[],
            created_at=clock.now(),
            search_key="",
        )
    )
    db.session.commit()


def test_a_reminder_is_written_sent_and_audited_once(app: Any, cast: Cast) -> None:
    overdue_task(cast)
    assert (jobs.dry_run("reminders"), jobs.dry_run("send_mail")) == (1, 0)
    for n in range(20):
        with clock.at(clock.now() + timedelta(minutes=5 * n)):
            run_job(BY_NAME["reminders"])
            run_job(BY_NAME["send_mail"])
    assert len(list(app.settings.mail_folder.glob("*.eml"))) == 1
    assert len(entries()) == 2


def test_a_dry_run_leaves_nothing(app: Any, cast: Cast) -> None:
    overdue_task(cast)
    before = (len(runs("reminders")), entries())
    assert jobs.dry_run("reminders") == 1
    assert (len(runs("reminders")), entries()) == before
    db.session.rollback()
    db.session.add(LoginFailure(key="k", failed_at=clock.now() - timedelta(days=9)))
    db.session.commit()
    assert jobs.dry_run("clean_up") == 1
    assert db.session.query(LoginFailure).count() == 1


def test_cleaning_up(app: Any, cast: Cast) -> None:
    now = clock.now()
    for number, expires in enumerate((now - HOUR, now + HOUR)):
        db.session.add(
            LoginSession(
                token_hash=str(number),
                account_id=cast["owner"].account_id,
                created_at=now,
                last_seen_at=now,
                expires_at=expires,
            )
        )
    ages = {"ancient": (5, 100), "idle": (0, 2), "busy": (5, 2), "idle and young": (0, 0)}
    for slot, (did, days) in ages.items():
        started = now - timedelta(days=days)
        db.session.add(JobRun(job="x", slot=slot, started_at=started, outcome="done", did=did, detail=""))
    db.session.add(JobRun(job="y", slot="the last one", started_at=now - timedelta(days=99), outcome="done"))
    db.session.commit()
    done = run_now("clean_up")
    assert done.did == 1
    assert [row.token_hash for row in db.session.query(LoginSession)] == ["1"]
    kept = {row.slot for row in db.session.query(JobRun).filter(JobRun.job.in_(["x", "y"]))}
    assert kept == {"busy", "idle and young", "the last one"}


def test_the_last_runs_are_known_in_one_query(app: Any) -> None:
    run_now("sweep")
    with clock.at(clock.now() + HOUR):
        latest = run_now("sweep")
    assert jobs.last_runs()["sweep"].id == latest.id
