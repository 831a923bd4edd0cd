"""The program as its commands see it: the language it speaks, its settings, the application inside."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from regtrack import create_app
from regtrack.config import ConfigError, Settings, load_settings
from regtrack.errors import RegTrackError
from regtrack.yaml_nodes.faults import FileFaults

if TYPE_CHECKING:
    # Commands that need no application must not pay for loading it.
    from regtrack.web import RegTrackApp

LANGUAGES = ("ru", "kk", "en")
REFUSED, MISUSED, BUSY, NOT_READY = 1, 2, 3, 4


class Trouble(click.ClickException):
    """Something that was to be expected went wrong; the sentence says what to do."""

    def __init__(self, message: str, code: int = REFUSED) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True, file=file)


def language(environ: Mapping[str, str]) -> str:
    """What the environment asks for, as far as the program speaks it."""
    for name in ("REGTRACK_LANGUAGE", "LC_ALL"):
        if (wanted := environ.get(name, "")[:2].lower()) in LANGUAGES:
            return wanted
    return "ru"


@dataclass(frozen=True)
class Program:
    """Handed to every command as `ctx.obj`."""

    language: str

    def settings(self, **overrides: Any) -> Settings:
        """Raises Trouble that names every bad setting."""
        try:
            return load_settings(None, **overrides)
        except ConfigError as error:
            raise Trouble(str(error), MISUSED) from None

    @contextmanager
    def open(self, settings: Settings) -> Iterator[RegTrackApp]:
        """The application of these settings, whatever its database looks like."""
        from regtrack.extensions import db

        app = create_app(settings)
        with app.app_context(), force_locale(self.language):
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    @contextmanager
    def ready(self) -> Iterator[RegTrackApp]:
        """The application on a database that is set up; nothing is made where there is none."""
        settings = self.settings()
        file = settings.database_file
        if file is not None and not file.exists():
            raise Trouble(_("There is no database at %(path)s. Run: regtrack init", path=file), NOT_READY)
        with self.open(settings) as app:
            refuse_other_schema()
            yield app


def refuse_other_schema() -> None:
    """Raises Trouble unless the database stands at this program's revision."""
    from regtrack.upkeep import schema

    found = schema.current()
    if found is None:
        raise Trouble(_("The database is not set up. Run: regtrack init"), NOT_READY)
    if not schema.knows(found):
        raise Trouble(_("The database was used by a newer RegTrack. Update the program."), NOT_READY)
    if found != schema.head():
        raise Trouble(_("The database is of an older version. Run: regtrack init"), NOT_READY)


@contextmanager
def in_words() -> Iterator[None]:
    """Expected failures leave as sentences with exit codes, never as tracebacks."""
    try:
        yield
    except click.ClickException:
        raise
    except RegTrackError as error:
        raise Trouble(error.message) from None
    except FileFaults as error:
        raise Trouble(str(error)) from None
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise _of_disk(error) from None
    except Exception as error:
        trouble = _of_database(error)
        if trouble is None:
            raise
        raise trouble from None


def _of_database(error: Exception) -> Trouble | None:
    from sqlalchemy.exc import DBAPIError, OperationalError

    if not isinstance(error, DBAPIError):
        return None
    said = " ".join(str(error.orig).split())[:300]
    if "locked" in said:
        return Trouble(
            _("The database is busy: another program holds it. Wait a minute and try again."), BUSY
        )
    if "no such table" in said or getattr(error.orig, "sqlstate", "") == "42P01":
        return Trouble(_("The database is not set up. Run: regtrack init"), NOT_READY)
    if "not a database" in said or "malformed" in said:
        return Trouble(
            _("The database is damaged. Restore a backup. It said: %(said)s", said=said), NOT_READY
        )
    if isinstance(error, OperationalError):
        return Trouble(
            _("The database does not answer. Check REGTRACK_DATABASE_URL. It said: %(said)s", said=said),
            NOT_READY,
        )
    return None


def _of_disk(error: OSError) -> Trouble:
    place = error.filename or ""
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", -1)}:
        return Trouble(_("The disk is full. Free some space and try again."))
    if isinstance(error, PermissionError):
        return Trouble(_("No permission to write or read %(path)s.", path=place))
    return Trouble(f"{place}: {error.strerror or os.strerror(error.errno or 0)}")
