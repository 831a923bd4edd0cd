"""All tasks, by filters that stand in the address."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from regtrack import clock
from regtrack.catalogue.models import Edition
from regtrack.extensions import db
from regtrack.formatting import school_year_name, text_in
from regtrack.obligations.labels import STATES
from regtrack.obligations.listing import TaskFilters, tasks_query
from regtrack.obligations.models import Adoption, TaskState
from regtrack.paging import paginate
from regtrack.people.models import Account, Membership, SchoolClass
from regtrack.permissions import Permission, requires
from regtrack.workspace.blueprint import pages
from regtrack.workspace.rows import rows_of, with_places

Choices = list[tuple[str, str]]


@pages.get("/s/<int:school_id>/tasks")
@requires(Permission.VIEW_TASKS)
def tasks(school_id: int) -> ResponseReturnValue:
    filters = TaskFilters.from_args(request.args)
    number = request.args.get("page", 1, type=int)
    page = paginate(with_places(tasks_query(filters, g.actor)), number)
    return render_template(
        "workspace/tasks.html",
        page=page,
        rows=rows_of(page.rows, clock.today(g.school.time_zone)),
        filters=filters,
        narrowed=any(value for key, value in request.args.items() if key not in {"page", "sort"}),
        states=_states(),
        sorts=_sorts(),
        owners=_owners(school_id) if g.actor.can(Permission.VIEW_ALL_TASKS) else [],
        regulations=regulations_of(school_id),
        classes=_classes(school_id),
    )


def regulations_of(school_id: int) -> Choices:
    """What the school has adopted, the newest school year first."""
    rows = db.session.scalars(
        select(Adoption)
        .where(Adoption.school_id == school_id)
        .options(joinedload(Adoption.edition).options(defer(Edition.document)))
        .order_by(Adoption.school_year.desc(), Adoption.id)
    )
    return [
        (str(row.id), f"{text_in(row.edition.title)}, {school_year_name(row.school_year)}") for row in rows
    ] + [("0", _("No regulation: assignments"))]


def _owners(school_id: int) -> Choices:
    rows = db.session.execute(
        select(Membership.id, Account.short_name)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.school_id == school_id)
        .order_by(Account.sort_key)
    )
    return [(str(member_id), name) for member_id, name in rows]


def _classes(school_id: int) -> Choices:
    rows = db.session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.school_year)
        .where(SchoolClass.school_id == school_id)
        .order_by(SchoolClass.school_year.desc(), SchoolClass.sort_key)
    )
    return [(str(row.id), f"{row.name}, {school_year_name(row.school_year)}") for row in rows]


def _states() -> Choices:
    return [
        ("working", _("to be handed in")),
        ("overdue", str(STATES["overdue"])),
        ("soon", str(STATES["soon"])),
        ("four_weeks", _("due in 4 weeks")),
        *((key, str(STATES[key])) for key in (*map(str, TaskState), "late")),
    ]


def _sorts() -> Choices:
    return [
        ("due", _("by date, nearest first")),
        ("-due", _("by date, latest first")),
        ("title", _("by title")),
        ("owner", _("by person")),
        ("handed_in", _("by day of handing in")),
    ]
