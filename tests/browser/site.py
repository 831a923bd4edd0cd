"""A running RegTrack for browsers: real HTTP, a database file, its clock moved to a known morning."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from waitress.server import create_server

from regtrack import clock, create_app
from regtrack.catalogue.service import load_shipped
from regtrack.config import load_settings
from regtrack.deadlines.calendars import Period
from regtrack.deadlines.school_year import SchoolYear
from regtrack.extensions import Model, db
from regtrack.people import passwords
from regtrack.schools import service as schools
from tests.adopted import QUARTERS
from tests.cast import PASSWORD, Cast, gather

MORNING = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # Friday, noon in Krasnoyarsk


@dataclass
class Site:
    app: Any
    address: str
    school_id: int
    runs: int = 0

    def url(self, path: str) -> str:
        return f"{self.address}/s/{self.school_id}{path}"

    def job(self, name: str) -> None:
        """Run one of the program's jobs now, as its scheduler would."""
        from regtrack.jobs import run_now

        self.runs += 1
        with self.app.app_context(), clock.at(MORNING + timedelta(seconds=self.runs)):
            run_now(name)


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    app = create_app(load_settings({}, instance=folder))
    with app.app_context(), clock.at(MORNING):
        Model.metadata.create_all(db.engine)
        cast = gather()
        _furnish(cast)
        school_id = cast.school.id
        db.session.commit()
        db.session.remove()
    clock.shift(MORNING - datetime.now(UTC))
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.effective_port}", school_id)
    finally:
        server.close()
        thread.join(timeout=10)
        clock.shift(timedelta(0))
        with app.app_context():
            db.engine.dispose()


def _furnish(cast: Cast) -> None:
    hashed = passwords.hash_password(PASSWORD)
    for member in cast.members.values():
        member.account.password_hash = hashed
        member.account.language = "ru"
    cast["administrator"].account.installation_admin = True
    load_shipped()
    year = SchoolYear(2026)
    periods = [Period("quarter", n, year.place(a), year.place(b)) for n, (a, b) in enumerate(QUARTERS, 1)]
    schools.replace_periods(cast.school, year, ("quarter",), periods, cast.actor("director"))
