"""Pages of the school's calendar: the year, its periods, single days, import from a file."""

from __future__ import annotations

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack import clock
from regtrack.deadlines.calendars import (
    SCHOOL_PERIOD_KINDS,
    CalendarFault,
    CalendarFile,
    Period,
    parse_calendar_file,
)
from regtrack.deadlines.school_year import EARLIEST, LATEST, SchoolYear
from regtrack.errors import Invalid
from regtrack.formatting import format_day_long
from regtrack.forms import Form
from regtrack.permissions import Permission, requires
from regtrack.schools import importing, periods, titles
from regtrack.schools.blueprint import pages
from regtrack.schools.calendar import as_period, changes_of, events_of, periods_of, production_of
from regtrack.schools.days import change_day, undo_change
from regtrack.schools.forms import DayForm, ImportForm, filled, initial, periods_form
from regtrack.schools.months import months_of

LARGEST_FILE = 200_000


def asked_year() -> SchoolYear:
    """The school year of ?year=, or the present one."""
    present = SchoolYear.of(clock.today(g.school.time_zone))
    number = request.values.get("year", present.first, int)
    return SchoolYear(number) if EARLIEST <= number <= LATEST else present


def back_to_year(year: SchoolYear) -> Response:
    return make_response(redirect(url_for(".calendar", school_id=g.school.id, year=year.first)))


@pages.get("/s/<int:school_id>/calendar")
@requires(Permission.VIEW_CALENDAR)
def calendar(school_id: int) -> ResponseReturnValue:
    year = asked_year()
    production = production_of(g.school, year)
    rows = periods_of(g.school, year.first)
    events = events_of(g.school, year.first, cancelled=True)
    return render_template(
        "schools/calendar.html",
        year=year,
        years=_years_near(year),
        periods=rows,
        gaps=periods.gaps([as_period(row) for row in rows], production),
        planned=[event for event in events if event.planned],
        recorded=[event for event in events if not event.planned],
        changes=changes_of(g.school, year.first),
        months=months_of(year, production),
        provisional=[n for n in (year.first, year.first + 1) if production.provisional(n)],
        titles=titles,
    )


@pages.route("/s/<int:school_id>/calendar/periods", methods=["GET", "POST"])
@requires(Permission.MANAGE_CALENDAR)
def edit_periods(school_id: int) -> ResponseReturnValue:
    year = asked_year()
    present = [as_period(row) for row in periods_of(g.school, year.first)]
    proposed = periods.propose(g.school, year) if "copy" in request.args else []
    form = periods_form(periods.COUNTS)(data=initial(proposed or present))
    if form.validate_on_submit():
        wanted = _typed(form, year)
        if wanted is not None:
            changed = periods.replace_periods(g.school, year, periods.COUNTS, wanted, g.actor)
            _say(changed)
            return back_to_year(year)
    return (
        render_template(
            "schools/periods.html",
            form=form,
            errors=form.errors,
            year=year,
            counts=periods.COUNTS,
            titles=titles,
            present=present,
            proposed=proposed,
            last_year=periods_of(g.school, year.first - 1),
        ),
        422 if form.errors else 200,
    )


@pages.route("/s/<int:school_id>/calendar/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_CALENDAR)
def import_calendar(school_id: int) -> ResponseReturnValue:
    form = ImportForm()
    lines: list[importing.Difference] | None = None
    if form.validate_on_submit():
        try:
            file = _parsed(form)
            lines = importing.preview(g.school, file)
        except (CalendarFault, Invalid) as error:
            form.text.errors = [str(error)]
        else:
            if "apply" in request.form:
                _say([str(n) for n in range(importing.apply(g.school, file, g.actor))])
                return back_to_year(_year_of(lines))
    status = 422 if form.errors else 200
    return (
        render_template(
            "schools/import.html",
            form=form,
            errors=form.errors,
            lines=lines,
            kinds=titles.EVENT_KINDS,
            example=asked_year().first,
        ),
        status,
    )


@pages.route("/s/<int:school_id>/calendar/days", methods=["GET", "POST"])
@requires(Permission.MANAGE_CALENDAR)
def edit_day(school_id: int) -> ResponseReturnValue:
    form = DayForm()
    year = asked_year()
    if form.validate_on_submit():
        try:
            row = change_day(g.school, form.day.data, form.kind.data, form.note.data, g.actor)
            year = SchoolYear.of(row.day)
        except Invalid as error:
            form[error.field or "kind"].errors = [error.message]
        except ValueError:
            form.day.errors = [_("This day is too far away.")]
        else:
            flash(
                _(
                    "%(day)s: %(kind)s. New terms are counted with it; tasks that exist keep their dates.",
                    day=format_day_long(row.day),
                    kind=titles.day_kind(row.kind),
                ),
                "success",
            )
            return back_to_year(year)
    status = 422 if form.errors else 200
    return render_template("schools/day.html", form=form, errors=form.errors, year=year), status


@pages.post("/s/<int:school_id>/calendar/days/<int:change_id>/undo")
@requires(Permission.MANAGE_CALENDAR)
def undo_day(school_id: int, change_id: int) -> ResponseReturnValue:
    day = undo_change(g.school, change_id, g.actor)
    flash(_("%(day)s is again what the calendar of the country says.", day=format_day_long(day)), "success")
    return back_to_year(SchoolYear.of(day))


def _years_near(year: SchoolYear) -> list[SchoolYear]:
    """Years to choose from: around the present one, and the chosen one wherever it is."""
    present = SchoolYear.of(clock.today(g.school.time_zone)).first
    numbers = {*range(present - 4, present + 3), year.first}
    return [SchoolYear(number) for number in sorted(numbers, reverse=True)]


def _typed(form: Form, year: SchoolYear) -> list[Period] | None:
    """The periods of the form; None when a field has an error."""
    found = [one for kind in SCHOOL_PERIOD_KINDS for one in filled(form, kind, periods.COUNTS[kind])]
    if form.errors:
        return None
    try:
        periods.check(found, year)
    except Invalid as error:
        form[f"{error.field}_starts"].errors = [error.message]
        return None
    return found


def _parsed(form: ImportForm) -> CalendarFile:
    """The calendar of the chosen file or the pasted text; the text is kept in the form."""
    upload = form.file.data
    if upload:
        content = upload.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise Invalid(_("The file is too big for a calendar."))
        try:
            form.text.data = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid(_("The file is not text in UTF-8. Save it as UTF-8 and choose it again.")) from None
    text = form.text.data or ""
    if not text.strip():
        raise Invalid(_("Paste the text of a calendar or choose a file."))
    return parse_calendar_file(text)


def _year_of(lines: list[importing.Difference]) -> SchoolYear:
    return lines[0].year if lines else asked_year()


def _say(changed: list[str]) -> None:
    if changed:
        flash(ngettext("%(num)d change was saved.", "%(num)d changes were saved.", len(changed)), "success")
    else:
        flash(_("Nothing was changed."))
