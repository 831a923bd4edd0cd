"""People of a school, one by one: the list, a person, adding, changing, leaving, a new password."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regtrack import clock
from regtrack.deadlines.school_year import SchoolYear
from regtrack.extensions import db
from regtrack.formatting import format_day_long
from regtrack.paging import paginate
from regtrack.people import access, accounts, classes, leaving, listing, roles, service
from regtrack.people.blueprint import pages
from regtrack.people.form_pages import show, tried
from regtrack.people.forms import LeaveForm, PersonForm, RoleForm
from regtrack.people.models import Membership
from regtrack.permissions import RIGHT_NAMES, Permission, requires


@pages.get("/s/<int:school_id>/people")
@requires(Permission.VIEW_PEOPLE)
def members(school_id: int) -> ResponseReturnValue:
    filters = listing.Filters.read(request.args)
    today = clock.today(g.school.time_zone)
    page = paginate(listing.members_query(school_id, filters, today), request.args.get("page", 1, type=int))
    year = SchoolYear.of(today).first
    return render_template(
        "people/members.html",
        page=page,
        filters=filters,
        held=roles.roles_of(school_id, [row.id for row in page.rows], year),
        role_title=roles.role_title,
        role_codes=roles.assignable(),
        right_names=RIGHT_NAMES,
        is_present=lambda row: access.is_present(row, today),
    )


@pages.route("/s/<int:school_id>/people/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def new_member(school_id: int) -> ResponseReturnValue:
    form = PersonForm()
    form.offer(service.members(school_id))
    if form.validate_on_submit():
        done: list[tuple[Membership, str | None]] = []
        if tried(form, lambda: done.append(service.register(g.school, form.data_of_person(), actor=g.actor))):
            row, password = done[0]
            if password is not None:
                return _show_password(row, password)
            flash(_("%(name)s has joined the school.", name=row.account.short_name), "success")
            return redirect(url_for("people.member", school_id=school_id, member_id=row.id))
    return show("people/member_form.html", form, member=None, shared=False)


@pages.get("/s/<int:school_id>/people/<int:member_id>")
@requires(Permission.VIEW_PEOPLE)
def member(school_id: int, member_id: int) -> ResponseReturnValue:
    return member_page(service.get_member(school_id, member_id))


def member_page(row: Membership, form: RoleForm | None = None) -> ResponseReturnValue:
    """A person with rights, roles and what can be done; `form` has the faults of a role just asked for."""
    today = clock.today(g.school.time_zone)
    year = SchoolYear.of(today).first
    held = roles.roles_of(row.school_id, [row.id], year).get(row.id, [])
    if form is None:
        form = RoleForm(formdata=None)
        form.offer(group.school_class for group in classes.classes_of(row.school_id, year))
    return show(
        "people/member.html",
        form,
        member=row,
        held=held,
        this_year=year,
        proposed=roles.proposed(row, held),
        role_title=roles.role_title,
        right_names=RIGHT_NAMES,
        supervisor=db.session.get(Membership, row.supervisor_id) if row.supervisor_id else None,
        present=access.is_present(row, today),
        own=accounts.belongs_only_to(row.account, row.school_id),
    )


@pages.route("/s/<int:school_id>/people/<int:member_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def edit_member(school_id: int, member_id: int) -> ResponseReturnValue:
    row = service.get_member(school_id, member_id)
    shared = None if accounts.belongs_only_to(row.account, school_id) else row.account
    form = PersonForm(data={**_present_data(row), "seen": service.state_of(row)})
    form.offer(_possible_supervisors(row))
    if shared:
        form.leave_out_account()
    if form.validate_on_submit() and tried(
        form,
        lambda: service.change_member(row, form.data_of_person(shared), actor=g.actor, seen=form.seen.data),
    ):
        flash(_("Saved."), "success")
        return redirect(url_for("people.member", school_id=school_id, member_id=row.id))
    return show("people/member_form.html", form, member=row, shared=shared is not None)


@pages.route("/s/<int:school_id>/people/<int:member_id>/leave", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def leave(school_id: int, member_id: int) -> ResponseReturnValue:
    row = service.get_member(school_id, member_id)
    form = LeaveForm(data={"left_on": clock.today(g.school.time_zone)})
    if form.validate_on_submit() and tried(
        form, lambda: service.leave(row, form.left_on.data, actor=g.actor)
    ):
        flash(
            _(
                "%(name)s leaves the school; the last day is %(day)s.",
                name=row.account.short_name,
                day=format_day_long(form.left_on.data),
            ),
            "success",
        )
        return redirect(url_for("people.member", school_id=school_id, member_id=row.id))
    return show("people/leave.html", form, member=row, holdings=leaving.holdings(row))


@pages.post("/s/<int:school_id>/people/<int:member_id>/back")
@requires(Permission.MANAGE_PEOPLE)
def come_back(school_id: int, member_id: int) -> ResponseReturnValue:
    row = service.get_member(school_id, member_id)
    service.come_back(row, actor=g.actor)
    flash(_("%(name)s is in the school again.", name=row.account.short_name), "success")
    return redirect(url_for("people.member", school_id=school_id, member_id=row.id))


@pages.post("/s/<int:school_id>/people/<int:member_id>/password")
@requires(Permission.MANAGE_PEOPLE)
def reset_password(school_id: int, member_id: int) -> ResponseReturnValue:
    row = service.get_member(school_id, member_id)
    return _show_password(row, service.reset_password(row, actor=g.actor))


def _show_password(row: Membership, password: str) -> ResponseReturnValue:
    # Not through a redirect: the password would have to be kept somewhere in between.
    return render_template("people/new_password.html", member=row, password=password)


def _present_data(row: Membership) -> dict[str, object]:
    return {
        "full_name": row.account.full_name,
        "gender": row.account.gender or "",
        "login": row.account.login,
        "email": row.account.email,
        "job_title": row.job_title,
        "rights": [held.right for held in row.rights],
        "supervisor_id": str(row.supervisor_id or ""),
        "valid_until": row.valid_until,
    }


def _possible_supervisors(row: Membership) -> list[Membership]:
    """Everybody present but the person; and whoever is the supervisor now, so that saving changes nothing."""
    found = [person for person in service.members(row.school_id) if person.id != row.id]
    if row.supervisor_id and all(person.id != row.supervisor_id for person in found):
        found.append(db.session.get_one(Membership, row.supervisor_id))
    return found
