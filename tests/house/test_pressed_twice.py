"""A button that is pressed twice: the thing happens once, and the second press is answered in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from regtrack import clock
from regtrack.audit.models import AuditEntry
from regtrack.errors import Invalid, RegTrackError
from regtrack.evidence import service as evidence
from regtrack.evidence.models import Piece
from regtrack.extensions import Model, db
from regtrack.obligations import service as obligations
from regtrack.obligations.adding import Assignment, OwnItem
from regtrack.obligations.models import Adoption, AdoptionItem, Task, TaskComment
from regtrack.obligations.service import get_task
from regtrack.schools import service as schools
from regtrack.schools.models import School, SchoolEvent
from regtrack.schools.service import SchoolSettings
from tests.adopted import adopted
from tests.cast import Cast
from tests.evidence.tasks import make_task
from tests.evidence.test_concurrency import at_once

DAY = date(2026, 12, 1)
Press = Callable[[], object]


def _comment(cast: Cast) -> tuple[Press, type[Model]]:
    task, school_id, actor = make_task(cast).id, cast.school.id, cast.actor("owner")
    return lambda: obligations.comment(get_task(school_id, task, actor), actor, "Готово"), TaskComment


def _assignment(cast: Cast) -> tuple[Press, type[Model]]:
    school_id, actor = cast.school.id, cast.actor("director")
    asked = Assignment("Провести собрание", cast["owner"].id, DAY)
    return lambda: obligations.assign_once(db.session.get_one(School, school_id), asked, actor), Task


def _event(cast: Cast) -> tuple[Press, type[Model]]:
    school_id, actor = cast.school.id, cast.actor("director")
    return (
        lambda: schools.plan_event(db.session.get_one(School, school_id), "council", DAY, "", actor),
        SchoolEvent,
    )


def _link(cast: Cast) -> tuple[Press, type[Model]]:
    task, school_id, actor = make_task(cast).id, cast.school.id, cast.actor("owner")
    return (
        lambda: evidence.add_link(get_task(school_id, task, actor), actor, "https://example.org/a"),
        Piece,
    )


def _school(cast: Cast) -> tuple[Press, type[Model]]:
    settings, actor = SchoolSettings("Школа № 7 города Тест", "Школа № 7"), cast.actor("administrator")
    return lambda: schools.create_school(settings, actor), School


def _own_item(cast: Cast) -> tuple[Press, type[Model]]:
    adoption_id, actor = adopted(cast).id, cast.actor("director")
    item = OwnItem("Наш пункт", {"by": "05-25"}, cast["owner"].id)
    return (
        lambda: obligations.add_own_item(db.session.get_one(Adoption, adoption_id), item, actor),
        AdoptionItem,
    )


COMMANDS = [_comment, _assignment, _event, _link, _school, _own_item]


@pytest.mark.parametrize("command", COMMANDS)
def test_two_presses_at_once(
    app: Any, cast: Cast, command: Callable[[Cast], tuple[Press, type[Model]]]
) -> None:
    press, model = command(cast)
    db.session.commit()
    before = _count(model)
    db.session.rollback()  # the lock of this reader must not keep the others waiting
    results = at_once(app, press, press, press)
    assert results.count("done") == 1, results
    assert _count(model) == before + 1


@pytest.mark.parametrize("command", COMMANDS)
def test_the_second_press_records_nothing(
    cast: Cast, command: Callable[[Cast], tuple[Press, type[Model]]]
) -> None:
    press, _model = command(cast)
    press()
    db.session.commit()
    before = _count(AuditEntry)
    with pytest.raises(RegTrackError) as refused:
        press()
    assert refused.value.message
    db.session.rollback()
    assert _count(AuditEntry) == before


def test_later_the_same_is_meant(cast: Cast) -> None:
    """A comment and an assignment may be repeated once the first is some minutes old."""
    for command in (_comment, _assignment):
        press, model = command(cast)
        press()
        before = _count(model)
        with clock.at(clock.now() + timedelta(minutes=5)):
            press()
        assert _count(model) == before + 1


def test_one_paper_may_prove_two_things(cast: Cast) -> None:
    task, owner = make_task(cast), cast.actor("owner")
    evidence.add_paper(task, owner, "Папка 5", asked="other")
    with pytest.raises(Invalid):
        evidence.add_paper(task, owner, "Папка 5", asked="other")
    for one in evidence.asked_of(task):
        evidence.add_paper(task, owner, "Папка 5", asked=one.key)


def _count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
