"""The morning letter of one person: what is overdue and what is due soon, in their own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from regtrack.formatting import distance, format_day, text_in
from regtrack.outbox import service as outbox
from regtrack.outbox.service import Letter
from regtrack.people.models import Membership
from regtrack.reminders.selection import Candidate, Morning, TaskFacts

KIND = "reminder"
SHOWN = 20
REFERENCES = 20
FULL_NAME_PARTS = 3


@dataclass(frozen=True)
class Line:
    """A task as the letter shows it."""

    title: str
    class_name: str | None
    when: str
    url: str


@dataclass(frozen=True)
class Section:
    lines: tuple[Line, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def key_of(membership_id: int, today: date) -> str:
    """One letter for a person and a morning, however often the job runs."""
    return f"{KIND}:{membership_id}:{today.isoformat()}"


def shown(rows: Sequence[Candidate], today: date) -> tuple[list[Candidate], list[Candidate]]:
    """Overdue ones and those due from today on, each cut to what a letter can carry."""
    overdue = [row for row in rows if row.due_on < today]
    soon = [row for row in rows if row.due_on >= today]
    return overdue[:SHOWN], soon[:SHOWN]


def write(
    place: Morning, person: Membership, rows: Sequence[Candidate], facts: Mapping[int, TaskFacts]
) -> Letter:
    """The letter; knows nothing of slots. Names of children do not occur in it: titles and classes only."""
    language = person.account.language or place.school.language
    overdue, soon = shown(rows, place.today)
    late = sum(1 for row in rows if row.due_on < place.today)
    with force_locale(language):
        values = {
            "name": _greeted(person.account.full_name),
            "school": place.school.short_name,
            "overdue": Section(_lines(place, overdue, facts), late),
            "soon": Section(_lines(place, soon, facts), len(rows) - late),
            "my_tasks": address(place.school.id, "my"),
            "lang": language,
        }
        subject, text, html = (_render(part, values) for part in ("subject.txt", "text.txt", "html.html"))
    return Letter(
        kind=KIND,
        dedupe_key=key_of(person.id, place.today),
        to=person.account.email or "",
        to_name=person.account.full_name,
        recipient_id=person.account_id,
        school_id=place.school.id,
        language=language,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        headers={"References": _references([*overdue, *soon])},
    )


def address(school_id: int, *parts: object) -> str:
    """Where a page of the school is reached from outside; a job has no request to ask."""
    base: str = current_app.settings.address  # type: ignore[attr-defined]
    return "/".join([base, "s", str(school_id), *(str(part) for part in parts)])


def _lines(place: Morning, rows: Sequence[Candidate], facts: Mapping[int, TaskFacts]) -> tuple[Line, ...]:
    # Many tasks share a date, and putting a date into words is the slow part of a letter.
    days = {due_on: _when(due_on, place.today) for due_on in {row.due_on for row in rows}}
    return tuple(
        Line(
            text_in(facts[row.task_id].title),
            facts[row.task_id].class_name,
            days[row.due_on],
            address(place.school.id, "tasks", row.task_id),
        )
        for row in rows
        if row.task_id in facts
    )


def _when(due_on: date, today: date) -> str:
    return _(
        "Due: %(day)s (%(distance)s)", day=format_day(due_on, today=today), distance=distance(due_on, today)
    )


def _references(rows: Sequence[Candidate]) -> str:
    """Constant per task, so that mail programs keep the letters about a task together."""
    return " ".join(outbox.reference(f"task-{row.task_id}") for row in rows[:REFERENCES])


def _greeted(full_name: str) -> str:
    """«Мария Ивановна» of «Петрова Мария Ивановна»; any other form of name as it is."""
    parts = full_name.split()
    return " ".join(parts[1:]) if len(parts) == FULL_NAME_PARTS else full_name


def _render(part: str, values: Mapping[str, object]) -> str:
    return current_app.jinja_env.get_template(f"emails/reminder/{part}").render(**values)
