"""Decisions on one task: each a small page of its own that says what will happen."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regtrack.errors import Invalid, Refusal
from regtrack.formatting import text_in
from regtrack.forms import Form
from regtrack.obligations import service
from regtrack.obligations.blueprint import pages
from regtrack.obligations.forms import DateForm, OwnerForm, ReasonForm, blame, number, people
from regtrack.obligations.models import Task
from regtrack.obligations.role_holders import reviewers, workers
from regtrack.people.service import members
from regtrack.permissions import Permission, requires


@pages.route("/s/<int:school_id>/tasks/<int:task_id>/owner", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def task_owner(school_id: int, task_id: int) -> ResponseReturnValue:
    task = service.get_task(school_id, task_id, g.actor)
    form = OwnerForm(owner=str(task.owner_id), reviewer=str(task.reviewer_id) if task.reviewer_id else "")
    staff = members(school_id)
    able = {row.id for row in workers(staff)} | {task.owner_id}
    form.owner.choices = people(row for row in staff if row.id in able)
    form.reviewer.choices = people(reviewers(staff), _("whoever may review"))

    def change() -> object:
        return service.change_owner(
            task,
            number(form.owner.data) or 0,
            g.actor,
            reason=form.reason.data,
            reviewer_id=number(form.reviewer.data) or 0,
        )

    return _decided(
        task,
        form,
        change,
        title=_("Change who is responsible"),
        lead=_("The task moves to the new person with its history; both see it there."),
        button=_("Hand over"),
        done=_("The task has been handed over."),
    )


@pages.route("/s/<int:school_id>/tasks/<int:task_id>/date", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def task_date(school_id: int, task_id: int) -> ResponseReturnValue:
    task = service.get_task(school_id, task_id, g.actor)
    form = DateForm(due_on=task.due_on)
    return _decided(
        task,
        form,
        lambda: service.change_date(task, form.due_on.data, g.actor, reason=form.reason.data),
        title=_("Change the date"),
        lead=_("The date that the regulation gives stays visible beside the new one."),
        button=_("Change the date"),
        done=_("The date has been changed."),
    )


@pages.route("/s/<int:school_id>/tasks/<int:task_id>/waive", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def task_waive(school_id: int, task_id: int) -> ResponseReturnValue:
    task = service.get_task(school_id, task_id, g.actor)
    form = ReasonForm()
    return _decided(
        task,
        form,
        lambda: service.waive(task, g.actor, form.reason.data),
        title=_("Waive the task"),
        lead=_("Nobody will be reminded of it, and it counts as not applicable. This can be undone."),
        button=_("Waive"),
        done=_("The task has been waived."),
    )


@pages.route("/s/<int:school_id>/tasks/<int:task_id>/unwaive", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def task_unwaive(school_id: int, task_id: int) -> ResponseReturnValue:
    task = service.get_task(school_id, task_id, g.actor)
    return _decided(
        task,
        Form(),
        lambda: service.unwaive(task, g.actor),
        title=_("Take the waiver back"),
        lead=_("The task returns to the state that it had."),
        button=_("Take the waiver back"),
        done=_("The waiver has been taken back."),
    )


@pages.route("/s/<int:school_id>/tasks/<int:task_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def task_reopen(school_id: int, task_id: int) -> ResponseReturnValue:
    task = service.get_task(school_id, task_id, g.actor)
    form = ReasonForm()
    return _decided(
        task,
        form,
        lambda: service.reopen(task, g.actor, form.reason.data),
        title=_("Reopen the task"),
        lead=_("It was accepted; the person responsible has to hand in again. The evidence stays."),
        button=_("Reopen"),
        done=_("The task has been reopened."),
    )


def _decided(
    task: Task, form: Form, change: Callable[[], object], *, title: str, lead: str, button: str, done: str
) -> ResponseReturnValue:
    """Show the form; when it is sent and the service agrees, back to the task."""
    back = url_for("workspace.task", school_id=task.school_id, task_id=task.id)
    if request.method == "POST" and form.validate_on_submit():
        try:
            change()
        except Invalid as error:
            blame(form, error)
        except Refusal as error:
            form.form_errors.append(error.message)
        else:
            flash(done, "success")
            return redirect(back)
    page = render_template(
        "obligations/form.html",
        form=form,
        errors=bool(form.errors),
        title=title,
        lead=lead,
        button=button,
        back=back,
        crumbs=[(text_in(task.title), back)],
    )
    return page, 422 if form.errors else 200
