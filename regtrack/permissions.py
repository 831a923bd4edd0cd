"""Who may do what: one enum, one table; what is not in the table is denied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from flask_babel import lazy_gettext as _l

View = TypeVar("View", bound=Callable[..., Any])


class Right(StrEnum):
    """What a membership may be; access rights are not job titles."""

    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    DEPUTY = "deputy"
    STAFF = "staff"
    REGISTRAR = "registrar"
    INSPECTOR = "inspector"
    COORDINATOR = "coordinator"


RIGHT_NAMES = {
    Right.ADMINISTRATOR: _l("Administrator"),
    Right.DIRECTOR: _l("Director"),
    Right.DEPUTY: _l("Deputy director"),
    Right.STAFF: _l("Staff"),
    Right.REGISTRAR: _l("Registrar"),
    Right.INSPECTOR: _l("Inspector"),
    Right.COORDINATOR: _l("Network coordinator"),
}


class Permission(StrEnum):
    VIEW_OVERVIEW = "view_overview"  # figures of the whole school
    VIEW_REGULATIONS = "view_regulations"  # packs, adoptions, clause → item → state
    VIEW_ALL_TASKS = "view_all_tasks"  # tasks of everybody; own tasks need only VIEW_TASKS
    VIEW_TASKS = "view_tasks"
    VIEW_EVIDENCE = "view_evidence"  # files; confidential ones also need to be one's own or the next right
    VIEW_CONFIDENTIAL = "view_confidential"  # confidential evidence of everybody
    HAND_IN = "hand_in"
    REVIEW = "review"
    COMMENT = "comment"
    ADOPT = "adopt"
    ASSIGN = "assign"  # one-off assignments
    DECIDE = "decide"  # owner, date, waive, reopen, own items
    VIEW_CALENDAR = "view_calendar"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_SCHOOL = "manage_school"
    VIEW_PEOPLE = "view_people"
    MANAGE_PEOPLE = "manage_people"
    MAKE_DOCUMENTS = "make_documents"
    VIEW_REPORTS = "view_reports"
    VIEW_AUDIT = "view_audit"


P = Permission
_READ = {P.VIEW_OVERVIEW, P.VIEW_REGULATIONS, P.VIEW_ALL_TASKS, P.VIEW_TASKS, P.VIEW_CALENDAR, P.VIEW_REPORTS}
_WORK = {P.VIEW_REGULATIONS, P.VIEW_TASKS, P.VIEW_EVIDENCE, P.HAND_IN, P.COMMENT, P.VIEW_CALENDAR}

RIGHTS: dict[Right, frozenset[Permission]] = {
    Right.ADMINISTRATOR: frozenset(
        {
            P.VIEW_REGULATIONS,
            P.VIEW_CALENDAR,
            P.MANAGE_CALENDAR,
            P.MANAGE_SCHOOL,
            P.VIEW_PEOPLE,
            P.MANAGE_PEOPLE,
            P.VIEW_AUDIT,
        }
    ),
    Right.DIRECTOR: frozenset(
        _READ
        | _WORK
        | {
            P.REVIEW,
            P.ADOPT,
            P.ASSIGN,
            P.DECIDE,
            P.VIEW_CONFIDENTIAL,
            P.MANAGE_CALENDAR,
            P.VIEW_PEOPLE,
            P.MAKE_DOCUMENTS,
            P.VIEW_AUDIT,
        }
    ),
    Right.DEPUTY: frozenset(
        _READ | _WORK | {P.REVIEW, P.ASSIGN, P.MANAGE_CALENDAR, P.VIEW_PEOPLE, P.MAKE_DOCUMENTS}
    ),
    Right.STAFF: frozenset(_WORK),
    Right.REGISTRAR: frozenset(
        _WORK | {P.VIEW_ALL_TASKS, P.REVIEW, P.VIEW_PEOPLE, P.MAKE_DOCUMENTS, P.VIEW_REPORTS}
    ),
    Right.INSPECTOR: frozenset(_READ | {P.VIEW_EVIDENCE, P.VIEW_CONFIDENTIAL, P.VIEW_AUDIT}),
    Right.COORDINATOR: frozenset(_READ),
}


def permissions_of(rights: Iterable[Right | str]) -> frozenset[Permission]:
    """Everything that a set of rights allows; an unknown right allows nothing."""
    allowed: set[Permission] = set()
    for right in rights:
        if right in RIGHTS:
            allowed |= RIGHTS[Right(right)]
    return frozenset(allowed)


class Declared(NamedTuple):
    """What an endpoint says of itself; the request edge enforces it and the suite demands it."""

    access: str  # "school", "installation", "account" or "public"
    permission: Permission | None = None
    writes: bool = False  # a GET that records something (a view of confidential evidence)


def requires(permission: Permission, *, writes: bool = False) -> Callable[[View], View]:
    """The endpoint belongs to the school of its URL and needs this permission there."""
    return _declare(Declared("school", permission, writes))


def installation_only(view: View) -> View:
    """The endpoint is for administrators of the installation."""
    return _declare(Declared("installation"))(view)


def signed_in(view: View) -> View:
    """The endpoint is for whoever is signed in and shows only what is theirs."""
    return _declare(Declared("account"))(view)


def public(view: View) -> View:
    """The endpoint is for everybody."""
    return _declare(Declared("public"))(view)


def declared(view: Callable[..., Any]) -> Declared | None:
    found = getattr(view, "__regtrack_access__", None)
    return found if isinstance(found, Declared) else None


def _declare(what: Declared) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__regtrack_access__ = what  # type: ignore[attr-defined]
        return view

    return mark
