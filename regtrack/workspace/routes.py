"""The first page; the others that compose several rooms are in the modules named here."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regtrack.people import access
from regtrack.permissions import Permission, permissions_of, signed_in
from regtrack.schools.models import School
from regtrack.workspace import (
    my_tasks_routes,
    overview_routes,
    review_routes,
    task_routes,
    tasks_routes,
)
from regtrack.workspace.blueprint import pages

__all__ = ["my_tasks_routes", "overview_routes", "pages", "review_routes", "task_routes", "tasks_routes"]


@pages.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Where a person's day begins: their one school's first page, or the list of their schools."""
    schools = access.schools_of(g.actor.account_id)
    if not schools:
        first = "schools.installation" if g.actor.installation_admin else "people.account"
        return redirect(url_for(first))
    if len(schools) > 1:
        return render_template("workspace/home.html", schools=[(row, first_page(row)) for row in schools])
    return redirect(first_page(schools[0]))


def first_page(school: School) -> str:
    """The overview for those who answer for the whole school, one's own tasks for those who have some."""
    found = access.enter(g.actor.account_id, school.id)
    allowed = permissions_of(row.right for row in found[1].rights) if found else frozenset()
    for permission, endpoint in (
        (Permission.VIEW_OVERVIEW, "workspace.overview"),
        (Permission.HAND_IN, "workspace.my_tasks"),
        (Permission.MANAGE_PEOPLE, "people.members"),
        (Permission.VIEW_REGULATIONS, "obligations.regulations"),
    ):
        if permission in allowed:
            return url_for(endpoint, school_id=school.id)
    return url_for("people.account")
