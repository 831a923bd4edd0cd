"""`/healthz` and the system page: what does not work is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from regtrack import clock
from regtrack.extensions import db
from regtrack.people.models import Account
from regtrack.upkeep import health, schema
from regtrack.upkeep.models import JobRun, Lease
from tests.cast import Cast
from tests.page_client import PageClient


def lead(seconds: float) -> None:
    now = clock.now()
    db.session.add(Lease(name="scheduler", holder="test", until=now + timedelta(seconds=seconds)))
    db.session.add(JobRun(job="send_mail", slot="1", started_at=now - timedelta(seconds=90), outcome="done"))
    db.session.commit()


@pytest.fixture
def migrated(app: Any) -> Any:
    schema.upgrade()
    return app


@pytest.mark.parametrize(
    ("seconds", "status", "scheduler", "age"),
    [(15, 200, "running", 90), (-1, 503, "stalled", 90), (None, 503, "never", None)],
)
def test_the_scheduler(
    migrated: Any, seconds: float | None, status: int, scheduler: str, age: int | None
) -> None:
    if seconds is not None:
        lead(seconds)
    response = migrated.test_client().get("/healthz")
    assert response.status_code == status
    assert (response.json["scheduler"], response.json["last_job_age"]) == (scheduler, age)
    assert (response.json["status"] == "ok") == (status == 200)


def test_a_database_that_fails_is_said_and_comes_back(migrated: Any) -> None:
    lead(15)
    client = migrated.test_client()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE lease RENAME TO gone"))
    response = client.get("/healthz")
    assert (response.status_code, response.json["database"]) == (503, "unreachable")
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO lease"))
    assert client.get("/healthz").status_code == 200


def test_a_full_disk_is_said(migrated: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lead(15)
    monkeypatch.setattr(health, "SCARCE", 2**62)
    response = migrated.test_client().get("/healthz")
    assert (response.status_code, response.json["disk"]) == (503, "scarce")


@pytest.fixture
def administrator(migrated: Any, cast: Cast, client_as: Callable[[str], PageClient]) -> PageClient:
    db.session.get_one(Account, cast["administrator"].account_id).installation_admin = True
    db.session.commit()
    return client_as("administrator")


@pytest.mark.parametrize("leading", [True, False])
def test_the_system_page(administrator: PageClient, leading: bool) -> None:
    if leading:
        lead(15)
        db.session.add(
            JobRun(
                job="sweep", slot="1", started_at=clock.now(), outcome="failed", detail="OSError: the disk"
            )
        )
        db.session.commit()
    page = administrator.page("/installation/system")
    words = page.text_content()
    assert bool(page.xpath("//*[contains(@class, 'danger')]")) != leading
    assert ("OSError: the disk" in words) == leading
    assert len(page.xpath("//main//table[1]/tbody/tr")) == 5
    assert schema.head() in words


@pytest.mark.parametrize("who", ["director", "owner"])
def test_the_system_page_is_for_administrators_of_the_installation(
    migrated: Any, cast: Cast, client_as: Callable[[str], PageClient], who: str
) -> None:
    assert client_as(who).get("/installation/system").status_code == 403
    assert migrated.test_client().get("/installation/system").status_code == 302
