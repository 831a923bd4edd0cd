"""Founding the demo school and putting its five regulations in force."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.catalogue.models import Edition
from regtrack.deadlines.calendars import Period
from regtrack.deadlines.school_year import SchoolYear
from regtrack.demo.people import CLASSES, PEOPLE, SCHOOL
from regtrack.demo.year import Life
from regtrack.extensions import db
from regtrack.obligations.adoption import adopt, proposed_answers
from regtrack.obligations.answers import AdoptionAnswers
from regtrack.people import classes, passwords, service
from regtrack.people.access import actor_of
from regtrack.people.models import Membership
from regtrack.permissions import RIGHT_NAMES, Right
from regtrack.schools import service as schools
from regtrack.schools.models import School

PASSWORD = "demo-2026-school"  # noqa: S105 - printed at the start; the demo listens on this computer only
ADMIN = "informatika"
# The demo's own dates; a real school types in those of its order.
QUARTERS = (("09-01", "10-25"), ("11-05", "12-27"), ("01-11", "03-21"), ("04-01", "05-26"))
HALVES = (("09-01", "12-27"), ("01-11", "05-26"))
BREAKS = (("10-26", "11-04"), ("12-28", "01-10"), ("03-22", "03-31"))
MEETINGS = ("09-17", "11-19", "02-11", "04-22")
COUNCILS = ("10-29", "01-12", "03-25", "05-25")
ORDERS = {"ru-ediary-plan": "112-о", "ru-ediary": "113-о", "ru-internet-presence": "114-о"}


def build(app: Flask) -> None:
    """Make the school as it would stand today, had it begun with the school year. Does not commit."""
    today = clock.today(SCHOOL.time_zone)
    year = SchoolYear.of(today)
    begun = min(year.starts, today)
    with app.test_request_context("/"), force_locale("ru"):
        with clock.at(moment(begun - timedelta(days=14), 9)):
            school, members = _found(year)
        director = actor_of(members["director"])
        with clock.at(moment(begun, 10)):
            for edition in db.session.scalars(select(Edition).order_by(Edition.code)):
                _put_in_force(school, edition, year, director)
        Life(school, members, today).unfold()


def logins() -> list[tuple[str, str, str]]:
    """(login, password, who) of one demo person for each right, the director first."""
    shown: list[tuple[str, str, str]] = []
    wanted = [
        Right.DIRECTOR,
        Right.DEPUTY,
        Right.STAFF,
        Right.ADMINISTRATOR,
        Right.REGISTRAR,
        Right.INSPECTOR,
    ]
    for right in wanted:
        person = next(p for p in PEOPLE if right in p.rights and p.login not in {row[0] for row in shown})
        shown.append((person.login, PASSWORD, f"{RIGHT_NAMES[right]} — {person.name}"))
    return shown


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of the school's wall clock as an instant."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(SCHOOL.time_zone))


def _found(year: SchoolYear) -> tuple[School, dict[str, Membership]]:
    school = schools.create_school(SCHOOL, None, demo=True)
    hashed = passwords.hash_password(PASSWORD)
    members: dict[str, Membership] = {}
    for person in PEOPLE:
        account = service.create_account(
            full_name=person.name,
            login=person.login,
            email=f"{person.login}@school5.example",
            gender=person.gender,
            password_hash=hashed,
            installation_admin=person.login == ADMIN,
            actor=None,
        )
        supervisor = members.get(person.supervisor)
        members[person.login] = service.add_member(
            school,
            account,
            actor=None,
            job_title=person.title,
            rights=person.rights,
            supervisor_id=supervisor.id if supervisor else None,
        )
    admin = actor_of(members[ADMIN])
    for name, (pupils, teacher) in CLASSES.items():
        classes.add_class(
            school.id, year.first, name=name, pupils=pupils, teacher=members[teacher], actor=admin
        )
    for person in PEOPLE:
        for role in person.roles:
            service.give_role(members[person.login], role, actor=admin)
    _calendar(school, year, admin)
    return school, members


def _calendar(school: School, year: SchoolYear, admin: Actor) -> None:
    periods = [
        Period(kind, nth, year.place(first), year.place(last))  # type: ignore[arg-type]
        for kind, rows in (("quarter", QUARTERS), ("half_year", HALVES), ("break", BREAKS))
        for nth, (first, last) in enumerate(rows, 1)
    ]
    schools.replace_periods(school, year, ("quarter", "half_year", "break"), periods, admin)
    for kind, title, places in (
        ("parents_meeting", "Общешкольное родительское собрание", MEETINGS),
        ("pedagogical_council", "Педагогический совет", COUNCILS),
    ):
        for place in places:
            schools.plan_event(school, kind, year.place(place), title, admin)


def _put_in_force(school: School, edition: Edition, year: SchoolYear, director: Actor) -> None:
    proposed = proposed_answers(school, edition, year.first, starts_on=year.starts)
    number = ORDERS.get(edition.code, "")
    answers = AdoptionAnswers(
        **{
            **vars(proposed),
            "order_number": number,
            "order_date": clock.today(school.time_zone) if number else None,
        }
    )
    adopt(school, edition, answers, director)
