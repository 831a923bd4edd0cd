"""Pages of planned events."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Invalid
from regtrack.permissions import Permission, requires
from regtrack.schools import titles
from regtrack.schools.blueprint import pages
from regtrack.schools.calendar_routes import asked_year, back_to_year
from regtrack.schools.events import cancel_event, change_event, get_event, plan_event, restore_event
from regtrack.schools.forms import EventForm


@pages.route("/s/<int:school_id>/calendar/events/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CALENDAR)
def new_event(school_id: int) -> ResponseReturnValue:
    form = EventForm()
    if form.validate_on_submit():
        try:
            year = SchoolYear.of(form.on.data)
            event = plan_event(g.school, form.kind.data, form.on.data, form.title.data, g.actor)
        except Invalid as error:
            form[error.field or "kind"].errors = [error.message]
        except ValueError:
            form.on.errors = [_("This day is too far away.")]
        else:
            flash(_("%(event)s is planned.", event=titles.event_kind(event.kind)), "success")
            return back_to_year(year)
    status = 422 if form.errors else 200
    return render_template("schools/new_event.html", form=form, errors=form.errors, year=asked_year()), status


@pages.route("/s/<int:school_id>/calendar/events/<int:event_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CALENDAR)
def event(school_id: int, event_id: int) -> ResponseReturnValue:
    found = get_event(g.school, event_id)
    form = EventForm(obj=found)
    if form.validate_on_submit():
        try:
            year = SchoolYear.of(form.on.data)
            change_event(found, form.kind.data, form.on.data, form.title.data, g.actor)
        except Invalid as error:
            form[error.field or "kind"].errors = [error.message]
        except ValueError:
            form.on.errors = [_("This day is too far away.")]
        else:
            flash(_("The event was saved."), "success")
            return back_to_year(year)
    status = 422 if form.errors else 200
    return (
        render_template("schools/event.html", form=form, errors=form.errors, event=found, titles=titles),
        status,
    )


@pages.post("/s/<int:school_id>/calendar/events/<int:event_id>/cancel")
@requires(Permission.MANAGE_CALENDAR)
def cancel(school_id: int, event_id: int) -> ResponseReturnValue:
    found = get_event(g.school, event_id)
    cancel_event(found, g.actor)
    flash(_("The event is cancelled. It stays in the list and can be taken back."), "success")
    return redirect(url_for(".event", school_id=school_id, event_id=event_id))


@pages.post("/s/<int:school_id>/calendar/events/<int:event_id>/restore")
@requires(Permission.MANAGE_CALENDAR)
def restore(school_id: int, event_id: int) -> ResponseReturnValue:
    found = get_event(g.school, event_id)
    restore_event(found, g.actor)
    flash(_("The event takes place again."), "success")
    return redirect(url_for(".event", school_id=school_id, event_id=event_id))
