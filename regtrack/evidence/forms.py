"""What people type when they hand in and review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from regtrack.evidence.asked import OTHER, Asked, asked_of, next_asked
from regtrack.evidence.drafts import LONGEST_PLACE, LONGEST_TEXT
from regtrack.evidence.links import LONGEST_URL
from regtrack.evidence.models import Submission
from regtrack.forms import Form, clean_line, clean_text
from regtrack.obligations.changes import LONGEST_REASON
from regtrack.obligations.models import Task


class HandInForm(Form):
    """Everything that can be given as proof; whatever is filled in is kept, by whichever button."""

    files = MultipleFileField(_l("Files"))
    asked = SelectField(_l("What it proves"), validate_choice=False)
    url = StringField(
        _l("Link"),
        description=_l("A page where the result can be seen."),
        filters=[clean_line],
        validators=[Length(max=LONGEST_URL)],
    )
    paper = StringField(
        _l("Where the paper is kept"),
        description=_l(
            "For papers that stay in a folder: the folder, the shelf, the index in the list of files."
        ),
        filters=[clean_line],
        validators=[Length(max=LONGEST_PLACE)],
    )
    statement = TextAreaField(
        _l("In your own words"),
        description=_l("Where there is no document: what was done, when, with whom."),
        filters=[clean_text],
        validators=[Length(max=LONGEST_TEXT)],
    )
    evidence_date = DateField(
        _l("Date of the evidence"),
        description=_l("The date on the document, if it is not today."),
        validators=[Optional()],
    )
    note = TextAreaField(
        _l("Note for the reviewer"), filters=[clean_text], validators=[Length(max=LONGEST_TEXT)]
    )


class ReturnForm(Form):
    reason = TextAreaField(
        _l("What is to be mended"),
        description=_l("The person responsible reads this."),
        render_kw={"data-key": "r"},
        filters=[clean_text],
        validators=[DataRequired(), Length(max=LONGEST_REASON)],
    )


class AcceptForm(Form):
    """Its fields are the required kinds that are missing: a reason typed there waives the kind by name."""


class CommentForm(Form):
    text = TextAreaField(
        _l("Comment"), filters=[clean_text], validators=[DataRequired(), Length(max=LONGEST_REASON)]
    )


def hand_in_form(task: Task, draft: Submission | None) -> HandInForm:
    """The form with what the draft has already."""
    form = HandInForm(
        asked=next_asked(task, draft),
        note=draft.note if draft else "",
        evidence_date=draft.evidence_date if draft else None,
    )
    form.asked.choices = [(one.key, one.title) for one in asked_of(task)]
    form.asked.choices.append((OTHER, _("Another document")))
    form.asked.flags.required = True  # something is always chosen
    return form


def accept_form(missing: Sequence[Asked]) -> AcceptForm:
    """A form with one reason for each missing required kind."""
    fields = {
        f"waive-{one.key}": StringField(
            _("Accept without “%(title)s”, because", title=one.title),
            filters=[clean_line],
            validators=[Length(max=LONGEST_REASON)],
        )
        for one in missing
    }
    return cast(AcceptForm, type("AcceptFormOfTask", (AcceptForm,), fields)())


def waived_in(form: AcceptForm) -> dict[str, str]:
    """Key of the kind → reason, for the kinds that were given one."""
    return {
        name.removeprefix("waive-"): field.data
        for name, field in form._fields.items()
        if name.startswith("waive-") and field.data
    }
