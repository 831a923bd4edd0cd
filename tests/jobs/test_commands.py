"""`regtrack jobs` as it is called."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from regtrack import jobs as table
from regtrack.commands_jobs import jobs
from regtrack.extensions import db
from regtrack.jobs import JOBS
from regtrack.upkeep.models import JobRun


def call(*words: str) -> Result:
    return CliRunner().invoke(jobs, words)


def test_the_list_names_every_job(app: Any) -> None:
    told = call("list")
    assert told.exit_code == 0
    assert all(job.name in told.output and str(job.title) in told.output for job in JOBS)


def test_the_list_as_json(app: Any) -> None:
    assert call("run", "sweep").exit_code == 0
    rows = {row["name"]: row for row in json.loads(call("list", "--json").output)}
    assert set(rows) == {job.name for job in JOBS}
    assert (rows["sweep"]["did"], rows["reminders"]["last_run"]) == (0, None)
    assert rows["send_mail"]["every_seconds"] == 30


@pytest.mark.parametrize("name", [job.name for job in JOBS])
def test_each_job_can_be_run_and_tried(app: Any, name: str) -> None:
    tried = call("run", name, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert db.session.query(JobRun).count() == 0
    db.session.rollback()
    done = call("run", name)
    assert done.exit_code == 0, done.output
    assert db.session.query(JobRun).filter_by(job=name, outcome="done").count() == 1


def test_an_unknown_job_is_refused_with_the_names_of_all(app: Any) -> None:
    told = call("run", "nonsense")
    assert told.exit_code == 2
    assert all(job.name in told.output for job in JOBS)


def test_a_failed_job_has_its_own_exit_code(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_now: object) -> int:
        raise OSError("no room")

    monkeypatch.setitem(table.BY_NAME, "broken", table.Job("broken", "", timedelta(hours=1), fail))
    told = call("run", "broken")
    assert told.exit_code == 1
    assert "no room" in told.output
