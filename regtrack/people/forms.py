"""Forms of the administrator: a person, a role, leaving, a class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from regtrack.addresses import id_in
from regtrack.forms import CheckboxesField, Form, clean_line
from regtrack.people.classes import LARGEST
from regtrack.people.form_pages import options
from regtrack.people.models import Account, Membership, SchoolClass
from regtrack.people.roles import assignable, role_title
from regtrack.people.service import PersonData
from regtrack.permissions import RIGHT_NAMES, Right


def number_or_none(value: str | None) -> int | None:
    """A choice of a list whose first entry is empty."""
    return id_in(value)


def people_choices(people: Iterable[Membership]) -> list[SelectChoice]:
    chosen = [(str(row.id), _name_and_title(row)) for row in people]
    return options([("", _l("nobody")), *chosen])


def _name_and_title(row: Membership) -> str:
    return f"{row.account.short_name}, {row.job_title}" if row.job_title else row.account.short_name


class PersonForm(Form):
    seen = HiddenField()  # what stood there when the form was opened
    full_name = StringField(
        _l("Full name"),
        filters=[clean_line],
        validators=[InputRequired(), Length(max=300)],
        description=_l("Surname first, as in orders."),
        render_kw={"autocomplete": "off"},
    )
    gender = RadioField(
        _l("Gender"),
        choices=options([("f", _l("female")), ("m", _l("male")), ("", _l("not stated"))]),
        default="",
        description=_l("Papers decline the name by it."),
    )
    login = StringField(
        _l("Login"),
        filters=[clean_line],
        validators=[InputRequired(), Length(max=320)],
        description=_l("What the person types to sign in: a short name or an e-mail address."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    email = StringField(
        _l("E-mail"),
        filters=[clean_line],
        validators=[Optional(), Length(max=320)],
        description=_l("Reminders go there. Without it the person sees them only on the pages."),
        render_kw={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"},
    )
    job_title = StringField(
        _l("Job title"),
        filters=[clean_line],
        validators=[Optional(), Length(max=200)],
        description=_l("As in the staff list. It proposes roles, and gives no rights."),
    )
    rights = CheckboxesField(
        _l("Rights"),
        choices=options((right.value, name) for right, name in RIGHT_NAMES.items()),
        description=_l("What the person may do here; several add up."),
    )
    supervisor_id = SelectField(
        _l("Supervisor"),
        validators=[Optional()],
        description=_l("Is told when a task of this person stays overdue."),
    )
    valid_until = DateField(
        _l("Access until"),
        validators=[Optional()],
        description=_l("The last day of access. Needed for an inspector; leave it empty for staff."),
    )

    def offer(self, people: Iterable[Membership]) -> None:
        """Who may be chosen as the supervisor."""
        self.supervisor_id.choices = people_choices(people)

    def leave_out_account(self) -> None:
        """Name, login and address of an account that other schools share are not changed from here."""
        for name in ("full_name", "gender", "login", "email"):
            del self[name]

    def data_of_person(self, shared: Account | None = None) -> PersonData:
        """What was typed; name and login of a `shared` account as they are."""
        job = {
            "job_title": self.job_title.data or "",
            "rights": tuple(self.rights.data or ()),
            "supervisor_id": number_or_none(self.supervisor_id.data),
            "valid_until": self.valid_until.data,
        }
        if shared is not None:
            return PersonData(shared.full_name, shared.login, shared.email, shared.gender, **job)
        return PersonData(
            self.full_name.data, self.login.data, self.email.data or None, self.gender.data or None, **job
        )

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if Right.INSPECTOR in (self.rights.data or ()) and self.valid_until.data is None:
            if not self.valid_until.errors:
                self.valid_until.errors = [_l("An inspector reads for a limited time: give the last day.")]
            return False
        return good


class RoleForm(Form):
    role = SelectField(_l("Role"), validators=[InputRequired()])
    class_id = SelectField(
        _l("Class"), validators=[Optional()], description=_l("Only for the role of a class.")
    )

    def offer(self, classes: Iterable[SchoolClass]) -> None:
        codes = [(code, role_title(code)) for code in assignable()]
        self.role.choices = options([("", _l("choose")), *codes])
        named = ((str(row.id), row.name) for row in classes)
        self.class_id.choices = options([("", _l("no class")), *named])


class LeaveForm(Form):
    left_on = DateField(
        _l("Last day in the school"),
        validators=[InputRequired()],
        description=_l("The person may sign in until the end of this day."),
    )


class ClassForm(Form):
    name = StringField(
        _l("Class"),
        filters=[clean_line],
        validators=[InputRequired(), Length(max=20)],
        description=_l("The number of the grade and the letter: 5А."),
        render_kw={"autocomplete": "off"},
    )
    pupils = IntegerField(
        _l("Number of pupils"),
        default=0,
        validators=[InputRequired(), NumberRange(min=0, max=LARGEST)],
        description=_l("Only the number: names of children are not kept here."),
    )
    teacher_id = SelectField(_l("Class teacher"), validators=[Optional()])

    def offer(self, people: Iterable[Membership]) -> None:
        self.teacher_id.choices = people_choices(people)
