"""Each kind of event has words, in every language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask_babel import force_locale

from regtrack.obligations.events import TAGS
from regtrack.obligations.models import TaskEvent
from regtrack.reminders.models import ReminderSlot
from regtrack.workspace.timeline import moments

pytestmark = pytest.mark.usefixtures("app")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NAMES = {1: "Петрова М. И.", 2: "Зуев П. И."}


def happened(kind: str, detail: dict[str, Any] | None = None, **values: Any) -> TaskEvent:
    return TaskEvent(
        kind=kind, recorded_at=NOON, detail=detail or {}, **{"actor_id": 1, "reason": "", **values}
    )


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("kind", sorted(set(TAGS) - {"comment"}))
def test_every_kind_has_words(kind: str, language: str) -> None:
    with force_locale(language):
        found = moments([happened(kind)], [], NAMES)
    assert len(found) == 1
    assert found[0].what
    assert found[0].who == "Петрова М. И."


def test_comments_stand_in_their_own_list() -> None:
    assert moments([happened("comment")], [], NAMES) == []


def test_what_the_program_did_names_nobody() -> None:
    assert moments([happened("made", actor_id=None)], [], NAMES)[0].who == ""


def test_changes_name_both_values() -> None:
    with force_locale("ru"):
        owner = moments([happened("owner_changed", {"from": 1, "to": 2})], [], NAMES)[0]
        moved = moments([happened("date_changed", {"from": None, "to": "2026-12-01"})], [], NAMES)[0]
    assert "Петрова М. И. → Зуев П. И." in owner.what
    assert moved.what.endswith("→ 1 декабря 2026 г.")


def test_whoever_acts_for_another_is_named_with_them() -> None:
    with force_locale("en"):
        acting = moments([happened("submit", {"number": 3}, acted_for_id=2)], [], NAMES)[0]
    assert acting.who == "Петрова М. И. for Зуев П. И."
    assert acting.what == "Handed in, number 3"


@pytest.mark.parametrize(("outcome", "told"), [("mailed", 1), ("suppressed", 0), ("expired", 0)])
def test_only_reminders_that_were_written_are_told(outcome: str, told: int) -> None:
    slot = ReminderSlot(
        recipient_id=1, kind="before", slot=date(2026, 11, 19), outcome=outcome, created_at=NOON
    )
    assert len(moments([], [slot], NAMES)) == told
