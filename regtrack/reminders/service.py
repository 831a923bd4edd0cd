"""Reminders, chosen by state: a slot has come and no row exists. A machine that was off loses none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from regtrack import clock
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.extensions import db
from regtrack.outbox import service as outbox
from regtrack.outbox.service import Letter
from regtrack.people.models import Membership
from regtrack.reminders import letter, selection
from regtrack.reminders.models import ReminderSlot
from regtrack.reminders.selection import Candidate, Morning

SLOTS = cast(Table, ReminderSlot.__table__)
BATCH = 5000
MAILED, MERGED, UNREACHABLE = "mailed", "merged", "unreachable"


@dataclass(frozen=True)
class Notice:
    """What one person is to be told this morning; without a letter where no mail can reach them."""

    place: Morning
    recipient_id: int
    rows: tuple[Candidate, ...]
    letter: Letter | None


def queue_due(now: datetime) -> int:
    """Queue the letters that are due; how many. Running it again changes nothing."""
    return store(plan(now))


def plan(now: datetime) -> list[Notice]:
    """What would be told to whom at this instant; writes nothing.

    The number of queries grows with the schools, not with tasks or people.
    """
    places = selection.mornings(now)
    if not places:
        return []
    waiting = selection.candidates(places)
    people = selection.people(waiting)
    by_school = {place.school.id: place for place in places}
    keys = {owner: letter.key_of(owner, by_school[people[owner].school_id].today) for owner in waiting}
    done = outbox.already_queued(keys.values())
    owners = sorted(
        (owner for owner in waiting if keys[owner] not in done), key=lambda one: (people[one].school_id, one)
    )
    return _notices(owners, waiting, people, by_school)


def store(notices: Sequence[Notice]) -> int:
    """Queue what `plan` has found, in the caller's transaction; how many letters are new.

    A letter that another run has queued meanwhile is left out with its slots.
    """
    ids = outbox.enqueue_all([notice.letter for notice in notices if notice.letter is not None])
    now = clock.now()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    rows: list[dict[str, Any]] = []
    for notice in notices:
        message_id = ids.get(notice.letter.dedupe_key) if notice.letter else None
        if notice.letter is None or message_id is not None:
            rows += _slot_rows(notice, message_id, now)
        if rows and (len(rows) >= BATCH or notice is notices[-1]):
            # The table itself, not the model: half a million rows need no identity map.
            db.session.execute(insert(SLOTS).on_conflict_do_nothing(), rows)
            rows = []
    _record(notices, ids)
    return len(ids)


def _notices(
    owners: Sequence[int],
    waiting: Mapping[int, list[Candidate]],
    people: Mapping[int, Membership],
    by_school: Mapping[int, Morning],
) -> list[Notice]:
    reachable = {owner for owner in owners if outbox.usable_address(people[owner].account.email)}
    wanted = [
        row.task_id
        for owner in owners
        if owner in reachable
        for part in letter.shown(waiting[owner], by_school[people[owner].school_id].today)
        for row in part
    ]
    facts = selection.facts(wanted)
    notices = []
    for owner in owners:
        person, rows = people[owner], tuple(waiting[owner])
        place = by_school[person.school_id]
        written = letter.write(place, person, rows, facts) if owner in reachable else None
        notices.append(Notice(place, owner, rows, written))
    return notices


def _slot_rows(notice: Notice, message_id: int | None, now: datetime) -> list[dict[str, Any]]:
    """One row for each slot that has come: the newest of a task carries the letter, older ones are merged."""
    told = MAILED if notice.letter else UNREACHABLE
    return [
        {
            "school_id": notice.place.school.id,
            "task_id": row.task_id,
            "recipient_id": notice.recipient_id,
            "kind": slot.kind,
            "slot": slot.nominal,
            "message_id": message_id,
            "outcome": told if slot is row.new[-1] else MERGED,
            "created_at": now,
        }
        for row in notice.rows
        for slot in row.new
    ]


def _record(notices: Sequence[Notice], ids: Mapping[str, int]) -> None:
    """One entry per school: how many letters were queued, and how many people no mail can reach."""
    schools = {notice.place.school.id: notice.place for notice in notices}
    for school_id, place in sorted(schools.items()):
        here = [notice for notice in notices if notice.place.school.id == school_id]
        letters = sum(1 for notice in here if notice.letter and notice.letter.dedupe_key in ids)
        unreachable = sum(1 for notice in here if notice.letter is None)
        if letters or unreachable:
            record(
                Tag.REMINDER_QUEUED,
                school_id=school_id,
                actor=None,
                subject="school",
                subject_id=school_id,
                day=place.today,
                letters=letters,
                unreachable=unreachable,
            )
