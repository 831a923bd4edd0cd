"""Pages of the school's settings, and of the schools of an installation."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.errors import Invalid
from regtrack.formatting import sort_key
from regtrack.forms import clean_line
from regtrack.paging import paginate
from regtrack.permissions import Permission, installation_only, requires
from regtrack.schools import titles
from regtrack.schools.blueprint import pages
from regtrack.schools.forms import SchoolForm
from regtrack.schools.models import School
from regtrack.schools.service import create_school, update_settings


@pages.route("/s/<int:school_id>/settings", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCHOOL)
def settings(school_id: int) -> ResponseReturnValue:
    form = SchoolForm(obj=g.school)
    if form.validate_on_submit():
        try:
            changed = update_settings(g.school, form.settings(), g.actor)
        except Invalid as error:
            form[error.field].errors = [error.message]
        else:
            _say_what_changed(changed)
            return redirect(url_for(".settings", school_id=school_id))
    status = 422 if form.errors else 200
    return render_template("schools/settings.html", form=form, errors=form.errors), status


@pages.get("/installation/schools")
@installation_only
def installation() -> ResponseReturnValue:
    query = select(School).order_by(School.sort_key, School.id)
    text = request.args.get("q", "", str)
    if text.strip():
        query = query.where(School.sort_key.contains(sort_key(clean_line(text)), autoescape=True))
    page = paginate(query, request.args.get("page", 1, int))
    return render_template("schools/installation.html", page=page, q=text, titles=titles)


@pages.route("/installation/schools/new", methods=["GET", "POST"])
@installation_only
def new_school() -> ResponseReturnValue:
    form = SchoolForm(data={"morning_hour": 8, "week": 5, "time_zone": "Europe/Moscow"})
    if form.validate_on_submit():
        try:
            school = create_school(form.settings(), g.actor)
        except Invalid as error:
            form[error.field].errors = [error.message]
        else:
            flash(
                _(
                    "The school “%(name)s” was created, and you are its administrator. Next: its quarters "
                    "and breaks, then the classes and the people.",
                    name=school.short_name,
                ),
                "success",
            )
            return redirect(url_for(".calendar", school_id=school.id))
    status = 422 if form.errors else 200
    return render_template("schools/new_school.html", form=form, errors=form.errors), status


def _say_what_changed(changed: list[str]) -> None:
    if not changed:
        flash(_("Nothing was changed."))
        return
    flash(_("The settings were saved."), "success")
    if "time_zone" in changed:
        flash(
            _(
                "The time zone was changed: days now begin and tasks become overdue by the new clock. "
                "Dates of tasks stay as they are."
            ),
            "warning",
        )
    if {"week", "country"} & set(changed):
        flash(
            _(
                "The working days were changed: new terms are counted by them. "
                "Tasks that exist keep their dates."
            ),
            "warning",
        )
