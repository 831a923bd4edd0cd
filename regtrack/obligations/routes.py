"""Pages of this room: the regulations of a school; the others are in the modules named here."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from regtrack.deadlines.school_year import SchoolYear
from regtrack.formatting import school_today
from regtrack.obligations import adding_routes, change_routes, overview, wizard_routes
from regtrack.obligations.blueprint import pages
from regtrack.obligations.labels import edition_name
from regtrack.obligations.leaving import tasks_held
from regtrack.people.leaving import checks
from regtrack.permissions import Permission, requires

__all__ = ["adding_routes", "change_routes", "pages", "wizard_routes"]

if tasks_held not in checks:
    checks.append(tasks_held)


@pages.get("/s/<int:school_id>/regulations")
@requires(Permission.VIEW_REGULATIONS)
def regulations(school_id: int) -> ResponseReturnValue:
    """Those in force in a school year, drafts, those that can be put in force."""
    present = SchoolYear.of(school_today()).first
    years = overview.years(school_id, present)
    asked = request.args.get("year", type=int)
    year = asked if asked in years else present
    return render_template(
        "obligations/regulations.html",
        year=year,
        years=years,
        edition_name=edition_name,
        present=present,
        adopted=overview.adopted(school_id, year, school_today()),
        drafts=overview.drafts(school_id) if g.actor.can(Permission.ADOPT) else [],
        offers=overview.offers(g.school, year),
        unrenewed=overview.unrenewed(school_id, present),
    )
