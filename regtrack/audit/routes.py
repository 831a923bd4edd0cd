"""Pages of this room: the log of a school, and of the installation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack.audit import listing, names, titles
from regtrack.audit.service import chain_name, head_of
from regtrack.audit.verify import verify
from regtrack.extensions import db
from regtrack.paging import paginate
from regtrack.permissions import Permission, installation_only, requires

pages = Blueprint("audit", __name__)

# Where a subject can be looked at; entries outlive pages, so only those that exist are linked.
_PLACES = {
    "task": ("workspace.task", "task_id"),
    "member": ("people.member", "member_id"),
    "membership": ("people.member", "member_id"),
    "adoption": ("workspace.regulation", "adoption_id"),
}


@pages.get("/s/<int:school_id>/audit")
@requires(Permission.VIEW_AUDIT)
def log(school_id: int) -> ResponseReturnValue:
    return _log_page(school_id, g.school.time_zone)


@pages.post("/s/<int:school_id>/audit/check")
@requires(Permission.VIEW_AUDIT)
def check(school_id: int) -> ResponseReturnValue:
    _check(school_id)
    return redirect(url_for(".log", school_id=school_id))


@pages.get("/installation/audit")
@installation_only
def installation() -> ResponseReturnValue:
    return _log_page(None, "UTC")


@pages.post("/installation/audit/check")
@installation_only
def check_installation() -> ResponseReturnValue:
    _check(None)
    return redirect(url_for(".installation"))


def _log_page(school_id: int | None, time_zone: str) -> ResponseReturnValue:
    filters = listing.Filters.read(request.args)
    page = paginate(listing.entries_query(school_id, filters, time_zone), request.args.get("page", 1, int))
    length, head = head_of(school_id)
    return render_template(
        "audit/log.html",
        page=page,
        filters=filters,
        titles=titles,
        listing=listing,
        people=listing.people_of(school_id),
        subjects=listing.subjects_of(school_id),
        accounts=names.of_accounts(entry.actor_id for entry in page.rows),
        members=names.of_members(entry.acted_for_id for entry in page.rows),
        place=_place,
        length=length,
        head=head,
    )


def _check(school_id: int | None) -> None:
    """Check the chain and say the result on the next page."""
    # Nothing is written here, and a long chain must not hold up those who write.
    db.session.rollback()
    report = verify(chain=chain_name(school_id))
    if report.fine:
        size = ngettext("%(num)d entry", "%(num)d entries", report.entries)
        flash(_("Checked: %(size)s, the chain is whole.", size=size), "success")
        return
    for fault in report.faults:
        flash(fault.message(), "danger")
    flash(
        _(
            "The recorded history was touched. Keep the database as it is, make a copy of it, "
            "and compare it with the last good backup."
        ),
        "danger",
    )


def _place(school_id: int | None, subject: str, number: int | None) -> str | None:
    """The page of a subject, where there is one."""
    endpoint, name = _PLACES.get(subject, ("", ""))
    if school_id is None or number is None or endpoint not in current_app.view_functions:
        return None
    values: dict[str, Any] = {"school_id": school_id, name: number}
    return url_for(endpoint, **values)
