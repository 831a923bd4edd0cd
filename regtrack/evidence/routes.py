"""Commands on hand-ins, and the one place from which files leave."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack.errors import Invalid
from regtrack.evidence import service, store
from regtrack.evidence.forms import CommentForm, ReturnForm, accept_form, hand_in_form, waived_in
from regtrack.evidence.gathering import Gathered, gather
from regtrack.evidence.kinds import ACCEPT
from regtrack.evidence.names import extension_of
from regtrack.obligations.models import Task
from regtrack.obligations.service import comment as write_comment
from regtrack.obligations.service import get_task
from regtrack.obligations.workflow import WorkflowRefusal
from regtrack.permissions import Permission, requires

pages = Blueprint("evidence", __name__)
TASK = "/s/<int:school_id>/tasks/<int:task_id>"


@pages.post(f"{TASK}/files")
@pages.post(f"{TASK}/links")
@pages.post(f"{TASK}/statements")
@pages.post(f"{TASK}/paper")
@requires(Permission.HAND_IN)
def add(school_id: int, task_id: int) -> ResponseReturnValue:
    """Keep what was filled in, of whatever form."""
    gathered = gather(school_id, task_id, g.actor)
    _say_what_was_kept(gathered)
    if gathered.form.errors:
        return _ask_again(gathered)
    return redirect(_page_of(gathered.task, "hand-in"))


@pages.get(f"{TASK}/files")
@pages.get(f"{TASK}/links")
@pages.get(f"{TASK}/statements")
@pages.get(f"{TASK}/paper")
@pages.get(f"{TASK}/hand-in")
@pages.get(f"{TASK}/accept")
@pages.get(f"{TASK}/return")
@pages.get(f"{TASK}/comment")
@requires(Permission.VIEW_TASKS)
def reopened(school_id: int, task_id: int) -> ResponseReturnValue:
    """The address of a command that was refused, opened again: by a reload, or in another language."""
    return redirect(_page_of(get_task(school_id, task_id, g.actor)))


@pages.post(f"{TASK}/hand-in")
@requires(Permission.HAND_IN)
def hand_in(school_id: int, task_id: int) -> ResponseReturnValue:
    gathered = gather(school_id, task_id, g.actor)
    if not gathered.form.errors:
        try:
            service.hand_in(gathered.task, g.actor)
        except Invalid as refused:
            gathered.form.files.errors = [refused.message]
    if gathered.form.errors:
        _say_what_was_kept(gathered)
        return _ask_again(gathered)
    flash(_("Handed in. If it is returned, you will find it in My tasks with the reason."), "success")
    return redirect(_page_of(gathered.task))


@pages.post(f"{TASK}/recall")
@requires(Permission.HAND_IN)
def recall(school_id: int, task_id: int) -> ResponseReturnValue:
    task = get_task(school_id, task_id, g.actor)
    service.recall(task, g.actor)
    flash(_("Taken back. Everything is still here: mend it and hand it in again."), "success")
    return redirect(_page_of(task, "hand-in"))


@pages.post(f"{TASK}/pieces/<int:piece_id>/remove")
@requires(Permission.HAND_IN)
def remove_piece(school_id: int, task_id: int, piece_id: int) -> ResponseReturnValue:
    task = get_task(school_id, task_id, g.actor)
    service.remove_piece(task, piece_id, g.actor)
    return redirect(_page_of(task, "hand-in", removed=piece_id))


@pages.post(f"{TASK}/pieces/<int:piece_id>/restore")
@requires(Permission.HAND_IN)
def restore_piece(school_id: int, task_id: int, piece_id: int) -> ResponseReturnValue:
    task = get_task(school_id, task_id, g.actor)
    service.restore_piece(task, piece_id, g.actor)
    flash(_("Put back."), "success")
    return redirect(_page_of(task, "hand-in"))


@pages.post(f"{TASK}/accept")
@requires(Permission.REVIEW)
def accept(school_id: int, task_id: int) -> ResponseReturnValue:
    task = get_task(school_id, task_id, g.actor)
    missing = service.missing_required(task, service.standing(task))
    form = accept_form(missing)
    if not form.validate_on_submit():
        return _review_again(task, form, "accept")
    try:
        service.accept(task, g.actor, waived=waived_in(form))
    except WorkflowRefusal as refused:
        if refused.code != "evidence_missing":
            raise
        form.form_errors.append(refused.message)
        return _review_again(task, form, "accept")
    flash(_("Accepted."), "success")
    return _after_review(task)


@pages.post(f"{TASK}/return")
@requires(Permission.REVIEW)
def send_back(school_id: int, task_id: int) -> ResponseReturnValue:
    task = get_task(school_id, task_id, g.actor)
    form = ReturnForm()
    if not form.validate_on_submit():
        return _review_again(task, form, "send_back")
    service.send_back(task, g.actor, form.reason.data)
    flash(_("Returned. The person responsible will read your reason."), "success")
    return _after_review(task)


@pages.post(f"{TASK}/comment")
@requires(Permission.COMMENT)
def comment(school_id: int, task_id: int) -> ResponseReturnValue:
    task = get_task(school_id, task_id, g.actor)
    form = CommentForm()
    if not form.validate_on_submit():
        return render_template("evidence/comment.html", task=task, form=form, errors=True), 422
    write_comment(task, g.actor, form.text.data)
    return redirect(_page_of(task, "comments"))


@pages.get("/s/<int:school_id>/files/<int:file_id>")
@requires(Permission.VIEW_EVIDENCE, writes=True)
def file(school_id: int, file_id: int) -> ResponseReturnValue:
    """The file as it was received, always as a download: never drawn by the browser in our name."""
    row = service.open_file(school_id, file_id, g.actor)
    response: Response = send_file(
        store.open_whole(row), mimetype=row.media_type, conditional=False, etag=False
    )
    plain = f"evidence-{row.id}.{extension_of(row.name)}"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(row.name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.content_length = row.size
    return response


def _page_of(task: Task, part: str | None = None, removed: int | None = None) -> str:
    return url_for("workspace.task", school_id=task.school_id, task_id=task.id, removed=removed, _anchor=part)


def _after_review(task: Task) -> ResponseReturnValue:
    if request.form.get("queue"):
        return redirect(url_for("workspace.review_next", school_id=task.school_id))
    return redirect(_page_of(task))


def _say_what_was_kept(gathered: Gathered) -> None:
    if gathered.saved:
        flash(ngettext("%(num)d piece saved.", "%(num)d pieces saved.", gathered.saved), "success")
    elif not gathered.form.errors and not gathered.repeated:
        flash(_("Saved."), "success")
    for name in gathered.repeated:
        flash(_("“%(name)s” was in this hand-in already and was not added twice.", name=name), "warning")


def _ask_again(gathered: Gathered) -> ResponseReturnValue:
    """What was good is kept; the page shows what was not, with everything that was typed."""
    g.keep_writes = True
    draft = service.current_draft(gathered.task)
    filled = hand_in_form(gathered.task, draft)
    for typed in gathered.form:
        filled[typed.name].errors = typed.errors
        if typed.name in {"url", "paper", "statement"} and not typed.errors:
            filled[typed.name].data = ""
    return (
        render_template(
            "evidence/hand_in.html",
            task=gathered.task,
            form=filled,
            pieces=service.live_pieces(draft),
            accept=ACCEPT,
            errors=True,
        ),
        422,
    )


def _review_again(task: Task, form: object, decision: str) -> ResponseReturnValue:
    return (
        render_template("evidence/decide.html", task=task, form=form, decision=decision, errors=True),
        422,
    )
