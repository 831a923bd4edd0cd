"""Classes of a school year: the list, adding, changing, removing, moving up into the next year."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack import clock
from regtrack.deadlines.school_year import EARLIEST, LATEST, SchoolYear
from regtrack.formatting import school_year_name
from regtrack.people import classes as service
from regtrack.people.blueprint import pages
from regtrack.people.form_pages import show, tried
from regtrack.people.forms import ClassForm, number_or_none
from regtrack.people.models import Membership
from regtrack.people.roles import get_class
from regtrack.people.service import get_member
from regtrack.people.service import members as present_members
from regtrack.permissions import Permission, requires


def _asked_year() -> int:
    """The school year of the address (its first calendar year); the present one without it."""
    asked = request.args.get("year", type=int)
    present = SchoolYear.of(clock.today(g.school.time_zone)).first
    return asked if asked is not None and EARLIEST <= asked < LATEST else present


@pages.get("/s/<int:school_id>/classes")
@requires(Permission.VIEW_PEOPLE)
def classes(school_id: int) -> ResponseReturnValue:
    year = _asked_year()
    return render_template(
        "people/classes.html",
        year=year,
        present_year=SchoolYear.of(clock.today(g.school.time_zone)).first,
        rows=service.classes_of(school_id, year),
    )


@pages.route("/s/<int:school_id>/classes/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def new_class(school_id: int) -> ResponseReturnValue:
    year = _asked_year()
    form = ClassForm()
    form.offer(present_members(school_id))
    if form.validate_on_submit() and tried(
        form,
        lambda: service.add_class(
            school_id,
            year,
            name=form.name.data,
            pupils=form.pupils.data,
            teacher=_teacher(school_id, form),
            actor=g.actor,
        ),
    ):
        flash(_("Class added."), "success")
        return redirect(url_for("people.classes", school_id=school_id, year=year))
    return show("people/class_form.html", form, group=None, year=year)


@pages.route("/s/<int:school_id>/classes/<int:class_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def edit_class(school_id: int, class_id: int) -> ResponseReturnValue:
    group = get_class(school_id, class_id)
    teachers = service.teachers_of(group)
    form = ClassForm(
        data={
            "name": group.name,
            "pupils": group.pupils,
            "teacher_id": str(teachers[0].id) if teachers else "",
        }
    )
    present = present_members(school_id)
    form.offer([*present, *(row for row in teachers if row not in present)])
    if form.validate_on_submit() and tried(
        form,
        lambda: service.change_class(
            group,
            name=form.name.data,
            pupils=form.pupils.data,
            teacher=_teacher(school_id, form),
            actor=g.actor,
        ),
    ):
        flash(_("Saved."), "success")
        return redirect(url_for("people.classes", school_id=school_id, year=group.school_year))
    return show("people/class_form.html", form, group=group, year=group.school_year)


@pages.post("/s/<int:school_id>/classes/<int:class_id>/remove")
@requires(Permission.MANAGE_PEOPLE)
def remove_class(school_id: int, class_id: int) -> ResponseReturnValue:
    group = get_class(school_id, class_id)
    name, year = group.name, group.school_year
    service.remove_class(group, actor=g.actor)
    flash(_("Class %(name)s is removed.", name=name), "success")
    return redirect(url_for("people.classes", school_id=school_id, year=year))


@pages.post("/s/<int:school_id>/classes/copy")
@requires(Permission.MANAGE_PEOPLE)
def copy_classes(school_id: int) -> ResponseReturnValue:
    year = _asked_year()
    made = service.copy_to_next_year(school_id, year, actor=g.actor)
    flash(
        ngettext(
            "%(num)d class made for %(year)s.",
            "%(num)d classes made for %(year)s.",
            made,
            year=school_year_name(year + 1),
        ),
        "success",
    )
    return redirect(url_for("people.classes", school_id=school_id, year=year + 1))


def _teacher(school_id: int, form: ClassForm) -> Membership | None:
    chosen = number_or_none(form.teacher_id.data)
    return get_member(school_id, chosen) if chosen is not None else None
