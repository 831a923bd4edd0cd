"""The reviewer's queue: what was handed in, the oldest first."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regtrack import clock
from regtrack.obligations.listing import tasks_query
from regtrack.paging import paginate
from regtrack.permissions import Permission, requires
from regtrack.workspace.blueprint import pages
from regtrack.workspace.queue import queue_of
from regtrack.workspace.rows import rows_of, with_places
from regtrack.workspace.tasks_routes import regulations_of


@pages.get("/s/<int:school_id>/review")
@requires(Permission.REVIEW)
def review_queue(school_id: int) -> ResponseReturnValue:
    everyone = request.args.get("whose") == "all"
    asked: dict[str, Any] = {
        "state": "submitted",
        "sort": "handed_in",
        "regulation": request.args.get("regulation"),
        "q": request.args.get("q", ""),
        "to_review": "" if everyone else "1",
    }
    page = paginate(with_places(tasks_query(asked, g.actor)), request.args.get("page", 1, type=int))
    return render_template(
        "workspace/review_queue.html",
        page=page,
        rows=rows_of(page.rows, clock.today(g.school.time_zone)),
        everyone=everyone,
        narrowed=bool(asked["regulation"] or asked["q"]),
        regulations=regulations_of(school_id),
    )


@pages.get("/s/<int:school_id>/review/next")
@requires(Permission.REVIEW)
def review_next(school_id: int) -> ResponseReturnValue:
    """After a decision: the next that waits, or the empty queue."""
    waiting = queue_of(g.actor)
    if not waiting:
        flash(_("Nothing waits for your review any more."), "success")
        return redirect(url_for("workspace.review_queue", school_id=school_id))
    return redirect(url_for("workspace.task", school_id=school_id, task_id=waiting[0], queue=1))
