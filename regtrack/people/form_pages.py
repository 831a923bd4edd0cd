"""What the pages with forms of this room share: showing faults, going on to a safe place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import render_template
from wtforms.fields.choices import SelectChoice

from regtrack.errors import Invalid, Refusal
from regtrack.forms import Form


def show(template: str, form: Form, **context: Any) -> tuple[str, int]:
    """The page with its form; 422 when the form carries faults."""
    faulty = bool(form.errors)
    return render_template(template, form=form, errors=faulty, **context), 422 if faulty else 200


def tried(form: Form, step: Callable[[], object]) -> bool:
    """Whether a service did its step; what it said otherwise stands in the form."""
    try:
        step()
    except Invalid as error:
        blame(form, error)
    except Refusal as error:
        form.form_errors.append(error.message)
    else:
        return True
    return False


def blame(form: Form, error: Invalid) -> None:
    """Put a service's sentence at the field that it names."""
    if error.field is not None and error.field in form:
        field = form[error.field]
        field.errors = [*field.errors, error.message]
    else:
        form.form_errors.append(error.message)


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """The choices of a field from (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


def local_place(target: str | None) -> str | None:
    """An address within this program, or None: nobody is sent to another site by a link of ours."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if "\\" in target or any(ord(letter) < 33 or ord(letter) == 127 for letter in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return target if not parts.scheme and not parts.netloc else None
