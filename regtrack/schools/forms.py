"""Forms of this room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import URL, InputRequired, Length, NumberRange, Optional, ValidationError

from regtrack.deadlines.calendars import Period, SchoolPeriodKind
from regtrack.forms import Form, clean_line
from regtrack.schools import titles
from regtrack.schools.service import SchoolSettings


def _choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


LANGUAGES = [("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")]


class SchoolForm(Form):
    name = StringField(
        _l("Official name"),
        filters=[clean_line],
        validators=[InputRequired(), Length(max=300)],
        description=_l("As it stands on orders."),
    )
    short_name = StringField(
        _l("Short name"),
        filters=[clean_line],
        validators=[InputRequired(), Length(max=80)],
        description=_l("As it stands on screens and in letters."),
    )
    country = SelectField(
        _l("Country"),
        validators=[InputRequired()],
        choices=_choices(titles.COUNTRIES.items()),
        description=_l("Decides the calendar of days off and their transfers."),
    )
    language = SelectField(
        _l("Language"),
        validators=[InputRequired()],
        choices=_choices(LANGUAGES),
        description=_l("For people who have not chosen their own, and for papers."),
    )
    time_zone = SelectField(
        _l("Time zone"),
        validators=[InputRequired()],
        description=_l(
            "Decides when a day begins: a task is overdue from midnight here. Dates that are set do not move."
        ),
    )
    week = SelectField(
        _l("Working week"),
        validators=[InputRequired()],
        choices=_choices(titles.WEEKS.items()),
        coerce=int,
        description=_l(
            "Decides whether Saturday is worked. "
            "New terms are counted with it; tasks that exist keep their dates."
        ),
    )
    place = StringField(
        _l("Town or village"),
        filters=[clean_line],
        validators=[Length(max=120)],
        description=_l("As it stands on orders, after the name of the school."),
    )
    address = StringField(_l("Address"), filters=[clean_line], validators=[Length(max=300)])
    site_url = StringField(
        _l("Site of the school"),
        filters=[clean_line],
        validators=[Optional(), Length(max=500), URL(require_tld=False)],
        description=_l("The whole address, beginning with https://"),
    )
    morning_hour = IntegerField(
        _l("Hour of the morning mail"),
        validators=[InputRequired(), NumberRange(0, 23)],
        description=_l("From 0 to 23 by the school’s clock: when reminders of the day leave."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = getattr(kwargs.get("obj"), "time_zone", None)
        self.time_zone.choices = _choices(titles.zone_choices(present))

    def validate_site_url(self, field: StringField) -> None:
        if not field.data.startswith(("http://", "https://")):
            raise ValidationError(_("The address must begin with http:// or https://"))

    def settings(self) -> SchoolSettings:
        names = SchoolSettings.__dataclass_fields__
        return SchoolSettings(**{name: self[name].data for name in names})


class DayForm(Form):
    day = DateField(_l("Day"), validators=[InputRequired()])
    kind = SelectField(
        _l("What the day is in this school"),
        choices=_choices(titles.DAY_KINDS.items()),
        validators=[InputRequired()],
    )
    note = StringField(
        _l("Why"),
        filters=[clean_line],
        validators=[Length(max=200)],
        description=_l("An order of the school, a quarantine, a transfer of the region."),
    )


class EventForm(Form):
    kind = SelectField(_l("Kind of event"), validators=[InputRequired()])
    on = DateField(_l("Day"), validators=[InputRequired()])
    title = StringField(
        _l("What it is about"),
        filters=[clean_line],
        validators=[Length(max=200)],
        description=_l("No names of children."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = list(titles.PLANNED_KINDS)
        present = getattr(kwargs.get("obj"), "kind", None)
        if present and present not in kinds:
            kinds.append(present)
        self.kind.choices = _choices((kind, titles.event_kind(kind)) for kind in kinds)


class ImportForm(Form):
    text = TextAreaField(_l("Text of the file"), description=_l("Paste the text here if you have no file."))
    file = FileField(_l("File"), description=_l("YAML or JSON, up to 200 kilobytes."))


def periods_form(counts: dict[str, int]) -> type[Form]:
    """A form with a first and a last day for each period; the names are kind_nth_starts and kind_nth_ends."""
    fields = {
        f"{kind}_{nth}_{end}": DateField(_edge_label(kind, nth, end), validators=[Optional()])
        for kind, count in counts.items()
        for nth in range(1, count + 1)
        for end in ("starts", "ends")
    }
    return type("PeriodsForm", (Form,), fields)


def filled(form: Form, kind: SchoolPeriodKind, count: int) -> list[Period]:
    """The periods of a kind that were typed in; puts an error at a field that does not fit its pair."""
    found = []
    for nth in range(1, count + 1):
        first, last = form[f"{kind}_{nth}_starts"], form[f"{kind}_{nth}_ends"]
        starts: date | None = first.data
        ends: date | None = last.data
        if starts and ends and starts <= ends:
            found.append(Period(kind, nth, starts, ends))
        elif starts and ends:
            last.errors = [*last.errors, _("The last day is before the first.")]
        elif (starts or ends) and not (first.errors or last.errors):
            missing = last if starts else first
            missing.errors = [*missing.errors, _("Give both days, or neither.")]
    return found


def initial(periods: list[Period]) -> dict[str, date]:
    """The values with which a periods form opens."""
    data = {}
    for one in periods:
        data[f"{one.kind}_{one.nth}_starts"] = one.starts
        data[f"{one.kind}_{one.nth}_ends"] = one.ends
    return data


def _edge_label(kind: str, nth: int, end: str) -> str:
    name = titles.period_name(kind, nth)
    if end == "starts":
        return str(_("%(period)s, first day", period=name))
    return str(_("%(period)s, last day", period=name))
