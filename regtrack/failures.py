"""Errors in the reader's words: what happened, what to do next; nothing half-done."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from regtrack.config import MOST_FILES
from regtrack.database import set_reading_only
from regtrack.errors import RegTrackError
from regtrack.extensions import db

log = logging.getLogger("regtrack.web")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})


def prepare(app: Flask) -> None:
    for kind, answer in (
        (RegTrackError, _refused),
        (CSRFError, _stale_form),
        (HTTPException, _http),
        (StaleDataError, _changed_meanwhile),
        (DBAPIError, _database),
        (IntegrityError, _same_at_once),
        (DataError, _unusable),
        (NoConnection, _no_connection),
        (OSError, _disk),
        (InternalServerError, _broken),
    ):
        app.register_error_handler(kind, _steady(answer))


def _steady(answer: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], ResponseReturnValue]:
    """The answer itself asks who is reading and in which language: it may find the database dead."""

    def steady(error: Any) -> ResponseReturnValue:
        db.session.rollback()
        set_reading_only(True)  # these pages wait for no writer
        try:
            return answer(error)
        except SQLAlchemyError as fault:
            log.error("no page for %s: %s", type(error).__name__, type(fault).__name__)
            return _no_database()

    return steady


def page(status: int, title: str, advice: str, link: str | None = None) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return Response(advice, status=status, content_type="text/plain; charset=utf-8")
    body = render_template("layouts/error.html", status=status, title=title, advice=advice, link=link)
    return Response(body, status=status, content_type="text/html; charset=utf-8")


def _forget_who_asks() -> None:
    """The menu and the name of the reader stand in the database; without it the page does without them."""
    db.session.rollback()
    for name in ("actor", "school", "membership"):
        g.pop(name, None)
    g._login_user = AnonymousUserMixin()


def _refused(error: RegTrackError) -> ResponseReturnValue:
    return page(error.status, _("This cannot be done"), error.message, error.link)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return page(
        400,
        _("The form is out of date"),
        _("Go back, reload the page and send the form again. Nothing was changed."),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    known = {
        400: (_("The request was not understood"), _("Go back and try again. Nothing was changed.")),
        403: (_("You may not do this"), _("Ask the administrator of your school for the right to do it.")),
        404: (_("There is no such page"), _("Check the address, or start from the first page.")),
        405: (_("This cannot be opened so"), _("Go back and use the button on the page.")),
        413: _too_much(),
    }
    title, advice = known.get(code, (_("Something went wrong"), _("Go back and try again.")))
    return page(code, title, advice)


def _too_much() -> tuple[str, str]:
    """A body within the limit is refused for the number of its parts."""
    if (request.content_length or 0) > (request.max_content_length or 0):
        return _("The file is too large"), _("Send a smaller file, or split it in parts.")
    return (
        _("Too many files at once"),
        _("At most %(most)s files stand in one hand-in. Nothing was saved: send fewer.", most=MOST_FILES),
    )


def _changed_meanwhile(_error: Exception) -> ResponseReturnValue:
    return page(
        409,
        _("Somebody changed this a moment before you"),
        _("Reload the page, look at what has changed and repeat your step. Nothing of yours was saved."),
    )


def _database(error: DBAPIError) -> ResponseReturnValue:
    log.error("database error: %s", type(error.orig).__name__)
    full = "full" in str(error.orig).lower() or getattr(error.orig, "sqlstate", "") == "53100"
    if full:
        return _no_room()
    if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
        return _no_database()
    return _broken(error)


def _no_connection(_error: NoConnection) -> ResponseReturnValue:
    log.error("no free connection to the database")
    return _no_database()


def _no_database() -> ResponseReturnValue:
    _forget_who_asks()
    return page(
        503,
        _("The database does not answer"),
        _("Nothing was changed. Wait a minute and try again; if it stays so, call the administrator."),
    )


def _same_at_once(error: IntegrityError) -> ResponseReturnValue:
    """Two people wrote the same thing at one moment, and the database keeps only one of it."""
    log.error("two writers met on %s %s: %s", request.method, request.path, type(error.orig).__name__)
    return _changed_meanwhile(error)


def _unusable(error: DataError) -> ResponseReturnValue:
    """A value that the database itself refuses: a null character, a number beyond all measure."""
    log.warning("unusable value on %s %s: %s", request.method, request.path, type(error.orig).__name__)
    return _http(BadRequest())


def _disk(error: OSError) -> ResponseReturnValue:
    if error.errno in _FULL:
        return _no_room()
    if error.errno in _CLOSED:
        log.error("cannot write or read: %s", errno.errorcode[error.errno])
        return page(
            503,
            _("The program cannot use its folder"),
            _("Nothing was saved. Tell the administrator to look at the folder of RegTrack and its disk."),
        )
    return _broken(error)


def _no_room() -> ResponseReturnValue:
    return page(
        507,
        _("The disk is full"),
        _("Nothing was saved. Tell the administrator to free some space, then try again."),
    )


def _broken(error: BaseException) -> ResponseReturnValue:
    original = getattr(error, "original_exception", None) or error
    log.error("unexpected error on %s %s", request.method, request.path, exc_info=original)
    return page(
        500,
        _("The program made a mistake"),
        _("Nothing was changed. Try again; if it happens again, tell the administrator when and where."),
    )
