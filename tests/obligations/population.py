"""Adoptions for tests: a stored edition with chosen items, and people from the fixed cast."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from regtrack import clock
from regtrack.catalogue import service as catalogue
from regtrack.catalogue.loader import find_packs, load_pack
from regtrack.catalogue.models import Clause, Edition, Item, ItemClause
from regtrack.catalogue.schema import Pack
from regtrack.extensions import db
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import Adoption, AdoptionItem, ItemOwner, Task, TaskHelper, TaskState
from tests.cast import Cast

Rule = dict[str, Any]


@cache
def _pack(code: str) -> Pack:
    return load_pack(next(path for path in find_packs() if path.parent.name == code))


def shipped(code: str) -> Edition:
    """A regulation that comes with the program, stored."""
    return catalogue.store(_pack(code), None)


def words(text: str) -> dict[str, str]:
    return {"ru": text, "kk": text, "en": text}


def edition(rules: list[Rule], code: str = "ru-sample") -> Edition:
    """An edition with one clause and one item for each rule."""
    row = Edition(
        code=code,
        edition="1",
        kind="plan",
        jurisdiction="RU",
        language="ru",
        title=words("Образец"),
        content_hash="0" * 64,
        document={},
        loaded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    for n, _rule in enumerate(rules, 1):
        clause = Clause(edition_id=row.id, locator=str(n), kind="duty", title=words(f"Пункт {n}"), position=n)
        item = Item(edition_id=row.id, key=f"item-{n}", title=words(f"Дело {n}"), spec={}, position=n)
        db.session.add_all([clause, item])
        db.session.flush()
        db.session.add(ItemClause(item_id=item.id, clause_id=clause.id))
    db.session.flush()
    return row


def adopt_plainly(
    cast: Cast,
    rules: list[Rule],
    *,
    code: str = "ru-sample",
    year: int = 2026,
    starts_on: date | None = None,
    owner: str = "owner",
    late: dict[str, Any] | None = None,
) -> Adoption:
    """The edition adopted, one lead and the deputy as reviewer for each item; no tasks yet."""
    row = edition(rules, code)
    adoption = Adoption(
        school_id=cast.school.id,
        edition_id=row.id,
        school_year=year,
        starts_on=starts_on or date(year, 9, 1),
        adopted_at=clock.now(),
        adopted_by_id=cast["director"].id,
        acknowledged=[],
    )
    db.session.add(adoption)
    db.session.flush()
    for n, (item, rule) in enumerate(zip(row.items, rules, strict=True), 1):
        adopted = AdoptionItem(
            school_id=cast.school.id,
            adoption_id=adoption.id,
            item_id=item.id,
            key=item.key,
            position=n,
            title=item.title,
            rule=rule,
            evidence=[{"kind": "report", "title": None, "required": True}],
            reviewer_id=cast["deputy"].id,
            decisions={},
            late_start=late or {},
        )
        db.session.add(adopted)
        db.session.flush()
        add_owner(adopted, cast[owner].id)
    db.session.flush()
    return adoption


def add_owner(item: AdoptionItem, member: int, part: str = "lead", class_id: int | None = None) -> None:
    db.session.add(
        ItemOwner(
            school_id=item.school_id,
            adoption_item_id=item.id,
            part=part,
            membership_id=member,
            class_id=class_id,
        )
    )
    db.session.flush()


def make_crowd(cast: Cast) -> list[Adoption]:
    """Two adoptions whose tasks stand anywhere."""
    dice, today = random.Random(7), date(2026, 11, 20)
    adoptions = [
        adopt_plainly(cast, [{"month": 1 + n % 12} for n in range(24)], code=f"ru-{code}") for code in "ab"
    ]
    for item in db.session.scalars(select(AdoptionItem)):
        item.applicable = dice.random() > 0.1
    db.session.flush()
    for adoption in adoptions:
        make_tasks(adoption)
    members = [cast[who].id for who in ("owner", "helper", "teacher", "director")]
    for task in db.session.scalars(select(Task)):
        task.state = dice.choice(list(TaskState))
        task.due_on = dice.choice([None, today + timedelta(days=dice.randint(-40, 60))])
        task.before_start = dice.random() < 0.2
        task.owner_id = dice.choice(members)
        task.reviewer_id = dice.choice([None, cast["deputy"].id, cast["director"].id])
        if task.state in (TaskState.SUBMITTED, TaskState.ACCEPTED):
            task.handed_in_on = today - timedelta(days=dice.randint(0, 40))
        if dice.random() < 0.3:
            helper = dice.choice([m for m in members if m != task.owner_id])
            db.session.add(TaskHelper(task_id=task.id, school_id=task.school_id, membership_id=helper))
    db.session.flush()
    return adoptions
