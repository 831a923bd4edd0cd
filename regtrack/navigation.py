"""The menu: what a person sees of it follows from what they may open."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _l

from regtrack.permissions import Permission


class Entry(NamedTuple):
    title: Any
    endpoint: str
    permission: Permission


MENU: tuple[Entry, ...] = (
    Entry(_l("Overview"), "workspace.overview", Permission.VIEW_OVERVIEW),
    Entry(_l("My tasks"), "workspace.my_tasks", Permission.HAND_IN),
    Entry(_l("Review"), "workspace.review_queue", Permission.REVIEW),
    Entry(_l("All tasks"), "workspace.tasks", Permission.VIEW_ALL_TASKS),
    Entry(_l("Regulations"), "obligations.regulations", Permission.VIEW_REGULATIONS),
    Entry(_l("School calendar"), "schools.calendar", Permission.VIEW_CALENDAR),
    Entry(_l("People"), "people.members", Permission.VIEW_PEOPLE),
    Entry(_l("Classes"), "people.classes", Permission.VIEW_PEOPLE),
    Entry(_l("School settings"), "schools.settings", Permission.MANAGE_SCHOOL),
    Entry(_l("Audit log"), "audit.log", Permission.VIEW_AUDIT),
)

INSTALLATION: tuple[tuple[Any, str], ...] = (
    (_l("Schools"), "schools.installation"),
    (_l("System"), "upkeep.system"),
    (_l("Mail"), "outbox.messages"),
)


def prepare(app: Flask) -> None:
    app.context_processor(lambda: {"menu": _menu, "installation_menu": _installation_menu})


def _menu() -> list[dict[str, Any]]:
    """The entries for this person in this school; `here` marks the room of the present page."""
    school, actor = g.get("school"), g.get("actor")
    if school is None or actor is None:
        return []
    return [
        {
            "title": entry.title,
            "url": url_for(entry.endpoint, school_id=school.id),
            "here": request.endpoint == entry.endpoint or _leads_here(entry.endpoint),
        }
        for entry in MENU
        if actor.can(entry.permission)
    ]


def _installation_menu() -> list[dict[str, Any]]:
    actor = g.get("actor")
    if actor is None or not actor.installation_admin:
        return []
    return [
        {"title": title, "url": url_for(endpoint), "here": request.endpoint == endpoint}
        for title, endpoint in INSTALLATION
    ]


def _leads_here(endpoint: str) -> bool:
    """A page below a menu entry's page belongs to that entry."""
    if request.endpoint is None or g.get("school") is None:
        return False
    root = url_for(endpoint, school_id=g.school.id)
    return request.path.startswith(root + "/")
