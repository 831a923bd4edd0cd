"""Giving and taking roles on a person's page."""

from __future__ import annotations

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack import clock
from regtrack.deadlines.school_year import SchoolYear
from regtrack.people import classes, roles, service
from regtrack.people.blueprint import pages
from regtrack.people.form_pages import tried
from regtrack.people.forms import RoleForm, number_or_none
from regtrack.people.member_routes import member_page
from regtrack.permissions import Permission, requires


@pages.post("/s/<int:school_id>/people/<int:member_id>/roles")
@requires(Permission.MANAGE_PEOPLE)
def give_role(school_id: int, member_id: int) -> ResponseReturnValue:
    row = service.get_member(school_id, member_id)
    year = SchoolYear.of(clock.today(g.school.time_zone)).first
    form = RoleForm()
    form.offer(group.school_class for group in classes.classes_of(school_id, year))
    if form.validate_on_submit() and tried(
        form,
        lambda: roles.give_role(
            row, form.role.data, class_id=number_or_none(form.class_id.data), actor=g.actor
        ),
    ):
        flash(_("Role given: %(role)s.", role=roles.role_title(form.role.data)), "success")
        return redirect(url_for("people.member", school_id=school_id, member_id=member_id))
    return member_page(row, form)


@pages.post("/s/<int:school_id>/people/<int:member_id>/roles/proposed")
@requires(Permission.MANAGE_PEOPLE)
def give_proposed_roles(school_id: int, member_id: int) -> ResponseReturnValue:
    """All roles that the job title suggests, in one step."""
    row = service.get_member(school_id, member_id)
    held = roles.roles_of(school_id, [row.id], 0).get(row.id, [])
    codes = roles.proposed(row, held)
    for code in codes:
        roles.give_role(row, code, actor=g.actor)
    flash(ngettext("%(num)d role given.", "%(num)d roles given.", len(codes)), "success")
    return redirect(url_for("people.member", school_id=school_id, member_id=member_id))


@pages.post("/s/<int:school_id>/people/<int:member_id>/roles/<int:holder_id>/take")
@requires(Permission.MANAGE_PEOPLE)
def take_role(school_id: int, member_id: int, holder_id: int) -> ResponseReturnValue:
    row = service.get_member(school_id, member_id)
    holder = roles.get_holder(row, holder_id)
    title = roles.role_title(holder.role)
    roles.take_role(holder, actor=g.actor)
    flash(_("Role taken away: %(role)s. It can be given again below.", role=title), "success")
    return redirect(url_for("people.member", school_id=school_id, member_id=member_id))
