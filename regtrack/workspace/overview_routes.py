"""The director's screen and the regulation page."""

from __future__ import annotations

from flask import g, render_template, request
from flask_babel import lazy_gettext as _l

from regtrack import clock
from regtrack.catalogue.labels import clause_kind
from regtrack.deadlines.school_year import SchoolYear
from regtrack.documents.service import adoption_of
from regtrack.obligations import counting
from regtrack.obligations.labels import CLAUSE_STATES, STATES, edition_name, marks
from regtrack.permissions import Permission, requires
from regtrack.workspace import overview as screen
from regtrack.workspace import regulation as page
from regtrack.workspace.blueprint import pages

SCHEDULER = {
    "running": _l("working"),
    "stalled": _l("has stopped: reminders do not leave"),
    "never": _l("has not been started: reminders do not leave"),
    "unknown": _l("not known"),
}


@pages.get("/s/<int:school_id>/overview")
@requires(Permission.VIEW_OVERVIEW)
def overview(school_id: int) -> str:
    today = clock.today(g.school.time_zone)
    now = SchoolYear.of(today).first
    years = screen.years_of(school_id, now)
    asked = request.args.get("year", type=int)
    year = asked if asked in years else now
    return render_template(
        "workspace/overview.html",
        board=screen.overview(g.actor, year, today),
        year=year,
        years=years,
        present=year == now,
        clause_states=CLAUSE_STATES,
        scheduler=SCHEDULER,
        shown_people=screen.SHOWN_PEOPLE,
    )


@pages.get("/s/<int:school_id>/regulations/<int:adoption_id>")
@requires(Permission.VIEW_REGULATIONS)
def regulation(school_id: int, adoption_id: int) -> str:
    adoption = adoption_of(school_id, adoption_id)
    today = clock.today(g.school.time_zone)
    state = request.args.get("state")
    state = state if state in CLAUSE_STATES else None
    # Who only reads, reads everything; who works here sees first what needs something.
    unfold = request.args.get("unfold", "" if g.actor.can(Permission.HAND_IN) else "1") == "1"
    shown = page.regulation(adoption, g.actor, today, state=state)
    return render_template(
        "workspace/regulation.html",
        adoption=adoption,
        edition_name=edition_name(adoption.edition),
        figures=counting.clause_figures(school_id, [adoption.id], today)[adoption.id],
        clauses=shown.clauses,
        own=shown.own,
        marks=marks(),
        state=state,
        unfolded=unfold or state is not None,
        clause_states=CLAUSE_STATES,
        task_states=STATES,
        clause_kind=clause_kind,
    )
