"""Pages."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from regtrack.permissions import Permission, requires
from regtrack.workspace.routes import pages


@pages.get("/s/<int:school_id>/review")
@requires(Permission.REVIEW)
def review_queue(school_id: int) -> ResponseReturnValue:
    return render_template("workspace/review_queue.html")
