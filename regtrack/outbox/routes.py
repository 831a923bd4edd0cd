"""Pages of this room: what waits to leave, what has left, and the letters themselves."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regtrack.config import Settings
from regtrack.errors import NotFound, Refusal
from regtrack.extensions import db
from regtrack.outbox import listing, service
from regtrack.outbox.composing import compose
from regtrack.outbox.models import OutboxMessage
from regtrack.outbox.transports import file_name
from regtrack.paging import paginate
from regtrack.permissions import installation_only

pages = Blueprint("outbox", __name__)


@pages.get("/installation/mail")
@installation_only
def messages() -> ResponseReturnValue:
    filters = listing.read_filters(request.args)
    page = paginate(listing.messages_query(filters), request.args.get("page", 1, type=int))
    return render_template(
        "outbox/messages.html",
        page=page,
        filters=filters,
        health=service.health(),
        folder=_settings().mail_folder if _settings().mail == "files" else None,
        in_files=listing.in_files(page.rows),
        states=listing.in_words(listing.STATES, files=_settings().mail == "files"),
        listing=listing,
    )


@pages.get("/installation/mail/<int:message_id>")
@installation_only
def message(message_id: int) -> ResponseReturnValue:
    found = _get(message_id)
    files = bool(listing.in_files([found]))
    return render_template(
        "outbox/message.html",
        message=found,
        attempts=listing.attempts_of(found),
        states=listing.in_words(listing.STATES, files=files),
        outcomes=listing.in_words(listing.OUTCOMES, files=files),
        listing=listing,
    )


@pages.get("/installation/mail/<int:message_id>/letter.eml")
@installation_only
def eml(message_id: int) -> ResponseReturnValue:
    """The whole letter as it leaves, only ever as a download."""
    found = _get(message_id)
    try:
        content = compose(found, _settings().mail_from).as_bytes()
    except ValueError:
        raise Refusal(_("This letter cannot be made a mail; the page of the letter says why.")) from None
    return Response(
        content,
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{file_name(found.message_id)}"'},
    )


def _get(message_id: int) -> OutboxMessage:
    found = db.session.get(OutboxMessage, message_id)
    if found is None:
        raise NotFound(_("There is no such letter."))
    return found


def _settings() -> Settings:
    return cast(Settings, current_app.settings)  # type: ignore[attr-defined]
