"""The page of one task, and the list of all of them."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from regtrack.permissions import Permission, requires
from regtrack.workspace.routes import pages


@pages.get("/s/<int:school_id>/tasks")
@requires(Permission.VIEW_TASKS)
def tasks(school_id: int) -> ResponseReturnValue:
    return render_template("workspace/tasks.html")


@pages.get("/s/<int:school_id>/tasks/<int:task_id>")
@requires(Permission.VIEW_TASKS)
def task(school_id: int, task_id: int) -> ResponseReturnValue:
    return render_template("workspace/task.html")
