"""How long a page takes in a school with five years behind it: 10,000 tasks, on this machine."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.obligations.models import AdoptionItem, Task, TaskState
from tests.cast import Cast
from tests.obligations.population import adopt_plainly
from tests.page_client import PageClient

pytestmark = pytest.mark.bench
TASKS, ITEMS, LOOKS = 10_000, 60, 5
BUDGET = 1.0  # seconds of the processor that a page may take: nobody wonders whether it works
TODAY = date(2026, 11, 20)
PAGES = [
    ("director", "overview"),
    ("director", "tasks"),
    ("director", "tasks?state=overdue&sort=-due"),
    ("director", "tasks?q=дело 2999"),
    ("director", "tasks?page=600"),
    ("director", "regulations"),
    ("owner", "my"),
    ("deputy", "review"),
]


@pytest.fixture
def long_life(cast: Cast) -> None:
    """Tasks of one adoption; nine of ten are accepted, as in any school after some years."""
    dice = random.Random(7)
    adopt_plainly(cast, [{"month": 1 + n % 12} for n in range(ITEMS)])
    items = db.session.execute(select(AdoptionItem.id, AdoptionItem.adoption_id)).all()
    people = [cast[who].id for who in ("owner", "helper", "teacher", "director")]
    others = [TaskState.OPEN, TaskState.SUBMITTED, TaskState.RETURNED]
    rows = []
    for nth in range(TASKS):
        item_id, adoption_id = items[nth % ITEMS]
        day = TODAY - timedelta(days=dice.randint(-60, 1800))
        state = TaskState.ACCEPTED if dice.random() < 0.9 else dice.choice(others)
        title = f"Дело {nth}"
        rows.append(
            {
                "school_id": cast.school.id,
                "adoption_id": adoption_id,
                "adoption_item_id": item_id,
                "occurrence": f"{nth}",
                "unit": "lead",
                "title": {"ru": title},
                "owner_id": dice.choice(people),
                "reviewer_id": cast["deputy"].id,
                "due_on": day,
                "scheduled_on": day,
                "state": state,
                "handed_in_on": None if state in (TaskState.OPEN, TaskState.RETURNED) else day,
                "evidence": [],
                "created_at": clock.now(),
                "search_key": search_key(title),
            }
        )
    db.session.execute(insert(Task), rows)
    db.session.commit()


def test_pages(cast: Cast, client_as: Callable[[str], PageClient], long_life: None) -> None:
    found = {}
    for who, path in PAGES:
        client, url = client_as(who), f"/s/{cast.school.id}/{path}"
        client.page(url)
        took = []
        for _look in range(LOOKS):
            begun = time.process_time()
            answer = client.get(url)
            took.append(time.process_time() - begun)
            assert answer.status_code == 200
        found[f"{who} {path}"] = statistics.median(took)
    print()
    for name, seconds in found.items():
        print(f"{seconds * 1000:7.0f} ms  {name}")
    assert {name: seconds for name, seconds in found.items() if seconds > BUDGET} == {}
