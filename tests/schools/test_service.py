"""Schools are created and changed, and the log says so without their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from regtrack.actor import Actor
from regtrack.audit.models import AuditEntry
from regtrack.audit.verify import verify
from regtrack.errors import Invalid
from regtrack.extensions import db
from regtrack.schools import creating
from regtrack.schools.models import School
from regtrack.schools.service import SchoolSettings, create_school, update_settings
from tests.cast import Cast

GOOD = SchoolSettings("МБОУ «Гимназия № 1»", "Гимназия № 1", time_zone="Asia/Omsk")


@pytest.fixture
def met() -> Iterator[list[tuple[School, Actor | None]]]:
    """Whom a hook of another room has met; the hook leaves afterwards."""
    seen: list[tuple[School, Actor | None]] = []

    def hook(school: School, actor: Actor | None) -> None:
        seen.append((school, actor))

    creating.on_created(hook)
    creating.on_created(hook)
    yield seen
    creating.after_created.remove(hook)


def test_a_new_school_begins_its_own_chain_and_stands_in_the_installations(
    app: Any, met: list[tuple[School, Actor | None]]
) -> None:
    school = create_school(GOOD, None)
    db.session.commit()
    assert met == [(school, None)]
    assert (school.demo, school.settings, school.place) == (False, {}, "")
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.tag, one.subject_id, one.seq) for one in entries] == [("school.created", school.id, 1)] * 2
    assert len({one.chain_id for one in entries}) == 2
    assert not any("Гимназия" in one.body for one in entries)
    assert verify().fine


def test_schools_are_sorted_by_the_short_name_and_found_by_both(app: Any) -> None:
    school = create_school(replace(GOOD, short_name="Ёлочка"), None)
    assert school.sort_key > create_school(replace(GOOD, short_name="Ель"), None).sort_key
    assert "гимназия" in school.sort_key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("short_name", ""),
        ("country", "US"),
        ("language", "de"),
        ("week", 7),
        ("time_zone", "Asia/Nowhere"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("morning_hour", 24),
        ("morning_hour", -1),
    ],
)
def test_settings_that_cannot_be_are_refused(cast: Cast, field: str, value: Any) -> None:
    bad = replace(GOOD, **{field: value})
    with pytest.raises(Invalid) as refused:
        create_school(bad, None)
    assert refused.value.field == field
    with pytest.raises(Invalid):
        update_settings(cast.school, bad, cast.actor("administrator"))


def test_a_change_of_settings_names_the_fields_and_not_the_words(cast: Cast) -> None:
    actor = cast.actor("administrator")
    school = create_school(GOOD, None)
    assert update_settings(school, replace(GOOD, short_name="Гимназия", week=6), actor) == [
        "short_name",
        "week",
    ]
    assert update_settings(school, replace(GOOD, short_name="Гимназия", week=6), actor) == []
    last = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == "school.changed")).all()
    assert len(last) == 1
    assert '"fields":["short_name","week"]' in last[0].body
    assert (last[0].actor_id, "имназия" in last[0].body) == (actor.account_id, False)
