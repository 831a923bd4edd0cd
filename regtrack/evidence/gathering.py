"""What one press of a button on the hand-in form brings: files, words, a note, a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from regtrack.actor import Actor
from regtrack.errors import Invalid
from regtrack.evidence import service, store
from regtrack.evidence.forms import HandInForm
from regtrack.extensions import db
from regtrack.obligations.models import Task
from regtrack.obligations.service import get_task


@dataclass
class Gathered:
    task: Task
    form: HandInForm
    saved: int = 0
    repeated: list[str] = field(default_factory=list)  # names of files that were there already


def gather(school_id: int, task_id: int, actor: Actor) -> Gathered:
    """Keep everything that the form brings; what cannot be kept stands in the form's errors.

    Raises NotFound, Forbidden or Refusal where the person may not hand in at all.
    """
    service.require_gathering(get_task(school_id, task_id, actor), actor)
    # Large files are copied and hashed while nobody waits for the database's write lock.
    db.session.rollback()
    form = HandInForm()
    form.validate()
    received = _receive(school_id, form)
    task = get_task(school_id, task_id, actor)
    gathered = Gathered(task, form)
    try:
        _keep_files(gathered, actor, received)
        _keep_words(gathered, actor)
    except BaseException:
        for one in received:
            store.discard(one)
        raise
    return gathered


def _receive(school_id: int, form: HandInForm) -> list[store.Received]:
    received = []
    for sent in form.files.data or []:
        if not isinstance(sent, FileStorage) or not sent.filename:
            continue
        try:
            received.append(store.receive(sent.stream, sent.filename, school_id=school_id))
        except Invalid as refused:
            _add_error(form.files, refused)
    return received


def _keep_files(gathered: Gathered, actor: Actor, received: list[store.Received]) -> None:
    for one in received:
        try:
            _piece, new = service.add_file(gathered.task, actor, one, asked=_asked())
        except Invalid as refused:
            store.discard(one)
            _add_error(gathered.form.files, refused)
            continue
        if new:
            gathered.saved += 1
        else:
            gathered.repeated.append(one.name)


def _keep_words(gathered: Gathered, actor: Actor) -> None:
    task, form = gathered.task, gathered.form
    pieces: tuple[tuple[Any, Callable[[str], Any]], ...] = (
        (form.url, lambda said: service.add_link(task, actor, said, asked=_asked())),
        (form.paper, lambda said: service.add_paper(task, actor, said, asked=_asked())),
        (form.statement, lambda said: service.add_statement(task, actor, said, asked=_asked())),
    )
    for typed, add in pieces:
        if typed.data and _kept(typed, add):
            gathered.saved += 1
    # A short form (a row of the list) does not carry these, and must not wipe them.
    if form.note.name in request.form:
        _kept(form.note, lambda said: service.set_note(task, actor, said))
    if form.evidence_date.name in request.form:
        _kept(form.evidence_date, lambda day: service.set_evidence_date(task, actor, day))


def _kept(typed: Any, keep: Callable[[Any], Any]) -> bool:
    if typed.errors:
        return False
    try:
        keep(typed.data)
    except Invalid as refused:
        _add_error(typed, refused)
        return False
    return True


def _asked() -> str | None:
    return request.form.get("asked")


def _add_error(typed: Any, refused: Invalid) -> None:
    if refused.message not in typed.errors:  # a hundred files may be refused for one reason
        typed.errors = [*typed.errors, refused.message]
