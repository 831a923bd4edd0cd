"""Pages that put a regulation in force, step by step; each step keeps its answers."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from regtrack.catalogue import service as catalogue
from regtrack.catalogue.models import Edition
from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Refusal
from regtrack.formatting import school_today, school_year_name
from regtrack.forms import Form, clean_line
from regtrack.obligations import adoption, overview, wizard, wizard_reading, wizard_views
from regtrack.obligations.adoption_faults import Fault
from regtrack.obligations.blueprint import pages
from regtrack.obligations.wizard import Walk
from regtrack.permissions import Permission, requires


class BasicsForm(Form):
    school_year = SelectField(_l("School year"), coerce=int, validators=[InputRequired()])
    starts_on = DateField(
        _l("In force from"),
        validators=[DataRequired()],
        description=_l("The first day that counts. Dates before it are asked about later."),
    )
    order_number = StringField(
        _l("Number of the order"), filters=[clean_line], validators=[Optional(), Length(max=40)]
    )
    order_date = DateField(
        _l("Date of the order"),
        validators=[Optional()],
        description=_l("Leave both empty when there is no order yet: a draft can be made afterwards."),
    )


@pages.route("/s/<int:school_id>/regulations/adopt/<int:edition_id>", methods=["GET", "POST"])
@requires(Permission.ADOPT)
def adopt(school_id: int, edition_id: int) -> ResponseReturnValue:
    """The first step: nothing is kept before it is sent."""
    edition = catalogue.edition(edition_id)
    year = request.args.get("year", type=int) or SchoolYear.of(school_today()).first
    form = _basics_form(edition, year)
    if request.method == "POST" and form.validate_on_submit() and _basics_fit(form, edition):
        walk = wizard.begin(g.school, edition, g.actor, **_basics(form))
        return redirect(walk.url("people"))
    others = [row for row, of in overview.drafts(school_id) if of.id == edition_id]
    return _basics_page(form, edition, others=others)


@pages.route(
    "/s/<int:school_id>/regulations/adopt/<int:edition_id>/<int:draft_id>/"
    "<any(basics, people, values, cautions, late, check):step>",
    methods=["GET", "POST"],
)
@requires(Permission.ADOPT)
def adopt_step(school_id: int, edition_id: int, draft_id: int, step: str) -> ResponseReturnValue:
    draft = wizard.get_draft(school_id, edition_id, draft_id)
    walk = Walk(g.school, catalogue.edition(edition_id), draft, g.actor)
    walk.page = min(max(request.args.get("page", 1, type=int), 1), walk.pages)
    if step == "basics":
        return _basics_again(walk)
    if step == "check" and request.method == "POST":
        return _confirm(walk)
    faults: list[Fault] = []
    if request.method == "POST":
        faults = wizard_reading.READERS[step](walk, request.form)
        if request.form.get("go") == "back":
            return redirect(walk.before(step) or walk.url("basics"))
        if request.form.get("go") == "confirm_all":
            return redirect(walk.past("values"))
        if not faults:
            return redirect(walk.after(step))
        g.keep_writes = True  # what was answered is not lost because something is missing
    return _page(walk, step, faults)


@pages.get("/s/<int:school_id>/regulations/adopt/<int:edition_id>/<int:draft_id>")
@requires(Permission.ADOPT)
def resume_draft(school_id: int, edition_id: int, draft_id: int) -> ResponseReturnValue:
    """On to the first step that is not finished."""
    draft = wizard.get_draft(school_id, edition_id, draft_id)
    walk = Walk(g.school, catalogue.edition(edition_id), draft, g.actor)
    faults = adoption.adoption_faults(walk.school, walk.edition, walk.answers)
    return redirect(walk.url_of(faults[0]) if faults else walk.url("check"))


@pages.post("/s/<int:school_id>/regulations/adopt/<int:edition_id>/<int:draft_id>/discard")
@requires(Permission.ADOPT)
def discard_draft(school_id: int, edition_id: int, draft_id: int) -> ResponseReturnValue:
    wizard.discard(wizard.get_draft(school_id, edition_id, draft_id))
    flash(_("The draft has been given up."), "success")
    return redirect(url_for("obligations.regulations", school_id=school_id))


def _confirm(walk: Walk) -> ResponseReturnValue:
    try:
        done = adoption.adopt(walk.school, walk.edition, walk.answers, walk.actor)
    except adoption.AdoptionIncomplete:
        return _page(walk, "check", [])
    except adoption.AlreadyAdopted as refusal:
        refusal.link = _regulation(walk.school.id, refusal.adoption_id)
        raise
    except Refusal as refusal:
        refusal.link = walk.url("values")
        raise
    wizard.discard(walk.draft)
    flash(_("The regulation is in force and its tasks have been made."), "success")
    return redirect(_regulation(walk.school.id, done.id))


def _page(walk: Walk, step: str, faults: list[Fault]) -> ResponseReturnValue:
    shown = wizard_views.VIEWS[step](walk)
    faults = shown.pop("faults", faults)
    failed = request.method == "POST"
    page = render_template(
        f"obligations/step_{step}.html",
        walk=walk,
        step=step,
        steps=wizard.STEPS if step not in walk.steps else walk.steps,
        faults=faults,
        errors=bool(faults and failed),
        **shown,
    )
    return page, 422 if failed else 200


def _basics_again(walk: Walk) -> ResponseReturnValue:
    form = _basics_form(walk.edition, walk.answers.school_year, walk)
    if request.method == "POST" and form.validate_on_submit() and _basics_fit(form, walk.edition):
        before = walk.answers.school_year
        walk.keep(**_basics(form))
        if walk.answers.school_year != before:
            wizard.propose_people(walk)  # each school year has its own classes
        return redirect(walk.after("basics"))
    return _basics_page(form, walk.edition, walk=walk)


def _basics_form(edition: Edition, year: int, walk: Walk | None = None) -> BasicsForm:
    present = SchoolYear.of(school_today()).first
    years = {present - 1, present, present + 1}
    if edition.in_force_from is not None:
        # The year for which a plan was written: its own dates can be shown to who asks what was done then.
        years.add(SchoolYear.of(edition.in_force_from).first)
    if walk is not None:
        years.add(year)
    elif year not in years:
        year = present
    said = walk.answers if walk else None
    form = BasicsForm(
        school_year=year,
        starts_on=said.starts_on if said else SchoolYear(year).starts,
        order_number=said.order_number if said else "",
        order_date=said.order_date if said else None,
    )
    form.school_year.choices = [(one, school_year_name(one)) for one in sorted(years)]
    return form


def _basics(form: BasicsForm) -> dict[str, Any]:
    return {
        "school_year": form.school_year.data,
        "starts_on": form.starts_on.data,
        "order_number": form.order_number.data,
        "order_date": form.order_date.data,
    }


def _basics_fit(form: BasicsForm, edition: Edition) -> bool:
    """Raises AlreadyAdopted with a link to the first adoption."""
    if form.starts_on.data not in SchoolYear(form.school_year.data):
        form.starts_on.errors = [_("The first day must lie in the school year.")]
        return False
    first = adoption.find_adoption(g.school.id, edition.id, form.school_year.data)
    if first is not None:
        refusal = adoption.AlreadyAdopted(first.id)
        refusal.link = _regulation(g.school.id, first.id)
        raise refusal
    return True


def _basics_page(
    form: BasicsForm, edition: Edition, *, walk: Walk | None = None, others: object = ()
) -> ResponseReturnValue:
    page = render_template(
        "obligations/step_basics.html",
        form=form,
        errors=bool(form.errors),
        edition=edition,
        walk=walk,
        others=others,
        step="basics",
        steps=walk.steps if walk else wizard.STEPS,
        faults=[],
    )
    return page, 422 if form.errors else 200


def _regulation(school_id: int, adoption_id: int) -> str:
    return url_for("workspace.regulation", school_id=school_id, adoption_id=adoption_id)
