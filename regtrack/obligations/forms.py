"""Forms of single changes and additions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from regtrack.addresses import id_in
from regtrack.catalogue.labels import evidence_kind
from regtrack.errors import Invalid
from regtrack.forms import CheckboxesField, Form, clean_line, clean_text
from regtrack.obligations.adding import EVIDENCE_KINDS
from regtrack.people.models import Membership

SELDOM = {"site_check"}  # made by the program alone


number = id_in


def people(rows: Iterable[Membership], nobody: object = None) -> list[tuple[str, Any]]:
    """Choices of persons with their job titles; the first is empty."""
    first = nobody if nobody is not None else _l("choose a person")
    return [("", first), *((str(row.id), named(row)) for row in rows)]


def named(row: Membership) -> str:
    return f"{row.account.short_name}, {row.job_title}" if row.job_title else row.account.short_name


def kinds() -> list[tuple[str, str]]:
    return [(kind, evidence_kind(kind)) for kind in EVIDENCE_KINDS if kind not in SELDOM]


def blame(form: Form, error: Invalid) -> None:
    """Put a service's sentence at the field that it names."""
    if error.field in form:
        form[error.field].errors = [*form[error.field].errors, error.message]
    else:
        form.form_errors.append(error.message)


def _reason() -> Any:
    """A field of its own in each form: it stands where the form puts it, after what is changed."""
    return TextAreaField(
        _l("Reason"),
        filters=[clean_text],
        validators=[DataRequired(), Length(max=2000)],
        description=_l("Everybody concerned will read it."),
    )


class ReasonForm(Form):
    reason = _reason()


class OwnerForm(Form):
    owner = SelectField(_l("Responsible"), validators=[DataRequired()])
    reviewer = SelectField(_l("Reviewer"), validators=[Optional()])
    reason = _reason()


class DateForm(Form):
    due_on = DateField(_l("New date"), validators=[DataRequired()])
    reason = _reason()


class AssignmentForm(Form):
    title = StringField(
        _l("What is to be done"), filters=[clean_line], validators=[DataRequired(), Length(max=300)]
    )
    note = TextAreaField(_l("Details"), filters=[clean_text], validators=[Optional(), Length(max=4000)])
    owner = SelectField(_l("Responsible"), validators=[DataRequired()])
    reviewer = SelectField(_l("Reviewer"), validators=[Optional()])
    due_on = DateField(_l("Due on"), validators=[Optional()])
    evidence = CheckboxesField(_l("What proves it"), validators=[Optional()])
    confidential = BooleanField(_l("Confidential: only those named see the files"))


class OwnItemForm(Form):
    title = StringField(
        _l("What is to be done"), filters=[clean_line], validators=[DataRequired(), Length(max=300)]
    )
    owner = SelectField(_l("Responsible"), validators=[DataRequired()])
    reviewer = SelectField(_l("Reviewer"), validators=[Optional()])
    evidence = CheckboxesField(_l("What proves it"), validators=[Optional()])
    confidential = BooleanField(_l("Confidential: only those named see the files"))
