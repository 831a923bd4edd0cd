"""Setting up: the database by migrations, the shipped packs, a demo school."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from filelock import FileLock, Timeout
from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.catalogue.service import load_shipped
from regtrack.config import Settings
from regtrack.extensions import db
from regtrack.people.models import Account
from regtrack.program import BUSY, NOT_READY, Program, Trouble
from regtrack.schools.models import School
from regtrack.upkeep import schema
from regtrack.web import RegTrackApp
from regtrack.yaml_nodes.faults import FileFaults


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Only one process serves or migrates an SQLite database. Raises Trouble in the second one."""
    file = settings.database_file
    if file is None:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(settings.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Trouble(
            _(
                "RegTrack already runs on the database %(path)s. "
                "Open it in the browser, or stop that process first.",
                path=file,
            ),
            BUSY,
        ) from None
    try:
        yield
    finally:
        lock.release()


def prepare_database(settings: Settings, *, broken: Callable[[FileFaults], None] | None = None) -> str | None:
    """Make or update the tables and store the shipped packs; returns what was done to the tables.

    An SQLite file is copied first. To be called inside the application, under `alone`.

    Packs with faults go to `broken`, and what is stored stays; without it they stop everything.

    Raises:
        Trouble: the database belongs to something else, or to a newer program.
    """
    done = _prepare_tables(settings.database_file)
    load_shipped(broken=broken)
    db.session.commit()
    return done


def _prepare_tables(file: Path | None) -> str | None:
    found = schema.current()
    if found == schema.head():
        return None
    if found is None:
        if not schema.is_empty():
            raise Trouble(
                _("The database holds tables of another program. Give RegTrack a database of its own."),
                NOT_READY,
            )
        schema.upgrade()
        return _("The database is made.")
    if not schema.knows(found):
        raise Trouble(_("The database was used by a newer RegTrack. Update the program."), NOT_READY)
    copy = schema.copy_sqlite(file) if file is not None else None
    schema.upgrade()
    if copy is None:
        return _("The database is brought up to date.")
    return _("The database is brought up to date; as it was before, it is kept in %(path)s.", path=copy)


@click.command()
@click.pass_obj
def init(program: Program) -> None:
    """Make the instance folder and the database, or bring them up to date. May be repeated."""
    settings = program.settings()
    with alone(settings), program.open(settings):
        done = prepare_database(settings)
        click.echo(done or _("The database is up to date."))
        click.echo(_("Everything is kept in %(path)s.", path=settings.instance))
        if db.session.scalar(select(Account.id).limit(1)) is None:
            click.echo(_("Next: regtrack create-admin --login LOGIN --name NAME, then regtrack serve"))
        else:
            click.echo(_("Next: regtrack serve"))


@click.command("demo")
@click.pass_obj
def demo(program: Program) -> None:
    """Fill an empty database with a demo school that has life in it."""
    settings = program.settings()
    with alone(settings), program.open(settings) as app:
        prepare_database(settings)
        if not build_demo(app):
            raise Trouble(_("There is already a school in the database; the demo needs an empty one."))
        click.echo(_("The demo school is made. Next: regtrack serve"))
        for line in demo_logins():
            click.echo(line)


def build_demo(app: RegTrackApp) -> bool:
    """Make the demo school when there is no school and no account yet; says whether it did."""
    if db.session.scalar(select(School.id).limit(1)) or db.session.scalar(select(Account.id).limit(1)):
        return False
    from regtrack import demo as life

    life.build(app)
    db.session.commit()
    return True


def demo_logins() -> list[str]:
    """The demo's logins as lines to print; none where there is no demo school."""
    if db.session.scalar(select(School.id).where(School.demo).limit(1)) is None:
        return []
    from regtrack import demo as life

    return [
        _("Demo logins:"),
        *(f"  {login:<16}{password:<20}{who}" for login, password, who in life.logins()),
    ]
