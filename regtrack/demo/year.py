"""What happened in the demo school since its year began: hand-ins, returns, delays. Always the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.documents.paper import Paper
from regtrack.evidence import service as evidence
from regtrack.evidence import store
from regtrack.extensions import db
from regtrack.obligations import service as obligations
from regtrack.obligations.adding import Assignment
from regtrack.obligations.models import Task, TaskState
from regtrack.people.access import actor_of
from regtrack.people.models import Membership
from regtrack.schools.models import School

ON_PAPER = {
    "consent_folder": "Папка 02-14, шкаф 3, кабинет 21",
    "journal": "Архив, полка 7",
    "archive_copy": "Сейф, диск № 2",
}
RETURNS = (
    "Нет подписи на последней странице, пришлите полный скан.",
    "В справке не указан итог по классу, добавьте одну строку.",
)
SAYINGS = ("Внесено в систему, проверено выборочно.", "Сделано, запись в электронном дневнике есть.")


class Life:
    """The life of the school up to `today`, as steps in the order of time."""

    def __init__(self, school: School, members: dict[str, Membership], today: date) -> None:
        self.school, self.today = school, today
        self.members = members
        self.by_id = {member.id: member for member in members.values()}
        self.chance = random.Random(5)  # noqa: S311 - the same school at every start
        self.steps: list[tuple[datetime, int, Callable[[], None]]] = []

    def unfold(self) -> None:
        """Plan every step, then live through them with the clock at each."""
        tasks = db.session.scalars(
            select(Task)
            .where(Task.school_id == self.school.id, Task.state == TaskState.OPEN)
            .order_by(Task.id)
        ).all()
        for task in tasks:
            self._decide(task)
        self._at(self.today - timedelta(days=3), 11, self._assign)
        now = clock.now()
        for when, _nth, step in sorted(self.steps, key=lambda row: row[:2]):
            if when <= now:
                with clock.at(when):
                    step()

    def _decide(self, task: Task) -> None:
        """What its owner makes of a task: most are done in time, some late, some not at all."""
        if task.due_on is None:
            if self.chance.random() < 0.4:
                self._done(task, self.today - timedelta(days=self.chance.randint(5, 30)))
            return
        left = (task.due_on - self.today).days
        fate = self.chance.random()
        if left < 0:
            if fate < 0.78:
                self._done(task, task.due_on - timedelta(days=self.chance.randint(0, 6)))
            elif fate < 0.84:
                self._done(task, min(task.due_on + timedelta(days=4), self.today - timedelta(days=1)))
            elif fate < 0.90:
                self._hand_in_at(task, self.today - timedelta(days=self.chance.randint(1, 4)))
            elif fate < 0.94:
                self._returned(task, self.today - timedelta(days=5))
        elif left < 30 and fate < 0.3:
            self._hand_in_at(task, self.today - timedelta(days=self.chance.randint(0, 3)))
        elif left < 60 and fate < 0.25:
            self._done(task, self.today - timedelta(days=self.chance.randint(2, 9)))

    def _done(self, task: Task, day: date) -> None:
        day = self._not_too_early(day)
        self._hand_in_at(task, day)
        if self.chance.random() < 0.12:
            self._at(day + timedelta(days=1), 10, lambda: self._send_back(task))
            self._at(day + timedelta(days=2), 12, lambda: self._hand_in(task))
            day += timedelta(days=2)
        self._at(day + timedelta(days=1), 15, lambda: self._accept(task))

    def _returned(self, task: Task, day: date) -> None:
        self._hand_in_at(task, day)
        self._at(day + timedelta(days=1), 10, lambda: self._send_back(task))

    def _hand_in_at(self, task: Task, day: date) -> None:
        self._at(self._not_too_early(day), 13, lambda: self._hand_in(task))

    def _not_too_early(self, day: date) -> date:
        begun = clock.local(self.school.created_at, self.school.time_zone).date() + timedelta(days=15)
        return max(day, begun)

    def _at(self, day: date, hour: int, step: Callable[[], None]) -> None:
        wall = time(hour, self.chance.randint(0, 59))
        when = datetime.combine(day, wall, ZoneInfo(self.school.time_zone))
        self.steps.append((when, len(self.steps), step))

    # Steps

    def _hand_in(self, task: Task) -> None:
        if task.state not in (TaskState.OPEN, TaskState.RETURNED):
            return
        actor = self._actor(task.owner_id)
        if not evidence.live_pieces(evidence.current_draft(task)):
            for asked in task.evidence:
                self._give(task, asked, actor)
        evidence.set_evidence_date(task, actor, clock.today(self.school.time_zone))
        evidence.hand_in(task, actor)

    def _give(self, task: Task, asked: dict[str, Any], actor: Actor) -> None:
        kind, key = asked["kind"], asked["key"]
        if not asked.get("required") and self.chance.random() < 0.7:
            return
        if kind in ON_PAPER:
            evidence.add_paper(task, actor, ON_PAPER[kind], asked=key)
        elif kind in ("link", "screenshot", "site_check"):
            evidence.add_link(task, actor, f"{self.school.site_url}/docs/{task.id}", asked=key)
        elif kind in ("external_record", "statement"):
            evidence.add_statement(task, actor, self.chance.choice(SAYINGS), asked=key)
        else:
            title = (asked.get("title") or task.title)["ru"]
            received = store.receive(
                BytesIO(self._paper(title, actor)), f"{title}.docx", school_id=self.school.id
            )
            evidence.add_file(task, actor, received, asked=key)

    def _paper(self, title: str, actor: Actor) -> bytes:
        paper = Paper(title=title, author=self.school.name, lang="ru", made_at=clock.now())
        paper.line(self.school.name, align="center", bold=True)
        paper.heading(title)
        paper.text("Учебный пример: документ демонстрационной школы.")
        paper.ends(actor.name, clock.today(self.school.time_zone).strftime("%d.%m.%Y"))
        return paper.save()

    def _send_back(self, task: Task) -> None:
        if task.state == TaskState.SUBMITTED:
            evidence.send_back(task, self._reviewer(task), self.chance.choice(RETURNS))

    def _accept(self, task: Task) -> None:
        if task.state == TaskState.SUBMITTED:
            missing = evidence.missing_required(task, evidence.standing(task))
            reasons = {asked.key: "Документ хранится у директора." for asked in missing}
            evidence.accept(task, self._reviewer(task), waived=reasons)

    def _assign(self) -> None:
        due = self.today + timedelta(days=4)
        asked = Assignment(
            title="Подготовить справку о работе психолога за первую четверть",
            note="Одна страница, без имён детей.",
            owner_id=self.members["kuznetsova"].id,
            reviewer_id=self.members["vospitanie"].id,
            due_on=due,
            evidence=("report",),
        )
        obligations.assign_once(self.school, asked, self._actor(self.members["vospitanie"].id))

    def _reviewer(self, task: Task) -> Actor:
        named = task.reviewer_id if task.reviewer_id != task.owner_id else None
        return self._actor(named or self.members["director"].id)

    def _actor(self, member_id: int) -> Actor:
        return actor_of(self.by_id[member_id])
