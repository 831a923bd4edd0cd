"""Pages that add: an item of the school's own, and a one-off assignment."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.errors import Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.formatting import text_in
from regtrack.forms import Form
from regtrack.obligations import rule_fields, service
from regtrack.obligations.blueprint import pages
from regtrack.obligations.forms import AssignmentForm, OwnItemForm, blame, kinds, number, people
from regtrack.obligations.models import Adoption
from regtrack.obligations.role_holders import reviewers, workers
from regtrack.people.service import members
from regtrack.permissions import Permission, requires


@pages.route("/s/<int:school_id>/assign", methods=["GET", "POST"])
@requires(Permission.ASSIGN)
def assign(school_id: int) -> ResponseReturnValue:
    """A task that belongs to no regulation."""
    form = AssignmentForm()
    _choices(form, school_id)
    if request.method == "POST" and form.validate_on_submit():
        asked = service.Assignment(
            title=form.title.data,
            note=form.note.data,
            owner_id=number(form.owner.data) or 0,
            reviewer_id=number(form.reviewer.data),
            due_on=form.due_on.data,
            evidence=form.evidence.data or (),
            confidential=form.confidential.data,
        )
        try:
            task = service.assign_once(g.school, asked, g.actor)
        except Invalid as error:
            blame(form, error)
        else:
            flash(_("The assignment has been given."), "success")
            return redirect(url_for("workspace.task", school_id=school_id, task_id=task.id))
    page = render_template(
        "obligations/form.html",
        form=form,
        errors=bool(form.errors),
        title=_("New assignment"),
        lead=_("A single task that belongs to no regulation."),
        button=_("Give the assignment"),
        back=url_for("workspace.tasks", school_id=school_id),
        crumbs=[(_("All tasks"), url_for("workspace.tasks", school_id=school_id))],
    )
    return page, 422 if form.errors else 200


@pages.route("/s/<int:school_id>/regulations/<int:adoption_id>/items/new", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def own_item(school_id: int, adoption_id: int) -> ResponseReturnValue:
    """An item that the regulation does not have and the school wants beside its own."""
    adoption = db.session.scalar(
        select(Adoption).where(Adoption.school_id == school_id, Adoption.id == adoption_id)
    )
    if adoption is None:
        raise NotFound(_("There is no such regulation in force in this school."))
    form = OwnItemForm()
    _choices(form, school_id)
    back = url_for("workspace.regulation", school_id=school_id, adoption_id=adoption_id)
    rule, rule_fault = _rule() if request.method == "POST" else (None, "")
    if form.validate_on_submit() and rule is not None and _added(adoption, form, rule):
        flash(_("The item has been added and its tasks have been made."), "success")
        return redirect(back)
    if rule_fault:
        form.form_errors.append(rule_fault)
    page = render_template(
        "obligations/own_item.html",
        form=form,
        errors=bool(form.errors),
        back=back,
        regulation=text_in(adoption.edition.title),
        rules=rule_fields.choices(),
        rule_fault=rule_fault,
        fields={name.removeprefix("rule."): value for name, value in request.form.items()},
    )
    return page, 422 if form.errors else 200


def _rule() -> tuple[dict[str, Any] | None, str]:
    """The deadline as it was typed, or what is wrong with it."""
    try:
        return rule_fields.read(request.form, "rule."), ""
    except Invalid as error:
        return None, error.message


def _added(adoption: Adoption, form: OwnItemForm, rule: dict[str, Any]) -> bool:
    try:
        item = service.OwnItem(
            title=form.title.data,
            rule=rule,
            owner_id=number(form.owner.data) or 0,
            reviewer_id=number(form.reviewer.data),
            evidence=form.evidence.data or (),
            confidential=form.confidential.data,
        )
        service.add_own_item(adoption, item, g.actor)
    except Invalid as error:
        blame(form, error)
        return False
    except Refusal as error:
        form.form_errors.append(error.message)
        return False
    return True


def _choices(form: Form, school_id: int) -> None:
    staff = members(school_id)
    form.owner.choices = people(workers(staff))
    form.reviewer.choices = people(reviewers(staff), _("whoever may review"))
    form.evidence.choices = kinds()
