"""What the director's screen shows: figures from SQL, each with the address of exactly its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from regtrack import clock
from regtrack.actor import Actor
from regtrack.catalogue.models import Edition
from regtrack.extensions import db
from regtrack.obligations import counting
from regtrack.obligations.counting import Figure
from regtrack.obligations.listing import tasks_query
from regtrack.obligations.models import Adoption, AdoptionDraft
from regtrack.outbox.models import MessageState, OutboxMessage, SenderState
from regtrack.upkeep.health import LEADER, Loop, scheduler_state
from regtrack.upkeep.models import JobRun, Lease
from regtrack.workspace.rows import Row, rows_of, with_places

NEXT_ROWS = 5
SHOWN_PEOPLE = 6


@dataclass(frozen=True)
class RegulationLine:
    """One adopted edition: its tasks, and how many of its clauses are in which state."""

    adoption: Adoption
    tasks: int
    accepted: int
    overdue: int
    clauses: dict[str, Figure]

    @property
    def clause_total(self) -> int:
        """Clauses that ask for something here."""
        return sum(f.count for state, f in self.clauses.items() if state != "not_applicable")


@dataclass(frozen=True)
class Overview:
    figures: dict[str, Figure]
    regulations: list[RegulationLine]
    overdue_by_owner: list[counting.OwnerFigure]
    upcoming: list[Row]
    drafts: int  # adoptions that were begun and not confirmed
    waiting_mail: int
    failed_mail: int
    mail_paused: bool  # the server refused us: nothing leaves until the settings are right
    scheduler: str  # a state of upkeep.health.scheduler_state
    last_run: datetime | None


def overview(actor: Actor, school_year: int, today: date) -> Overview:
    """Everything on the screen; the number of queries does not grow with the rows."""
    school_id = actor.school_id or 0
    adoptions = adoptions_of(school_id, school_year)
    counted = counting.by_regulation(school_id, today)
    clauses = counting.clause_figures(school_id, [adoption.id for adoption in adoptions], today)
    lines = [
        RegulationLine(
            adoption,
            tasks=counted.get(adoption.id, {}).get("tasks", 0),
            accepted=counted.get(adoption.id, {}).get("accepted", 0),
            overdue=counted.get(adoption.id, {}).get("overdue", 0),
            clauses=clauses[adoption.id],
        )
        for adoption in adoptions
    ]
    upcoming = db.session.scalars(
        with_places(tasks_query({"state": "four_weeks"}, actor)).limit(NEXT_ROWS)
    ).unique()
    drafts = db.session.scalar(
        select(func.count(AdoptionDraft.id)).where(AdoptionDraft.school_id == school_id)
    )
    waiting, failed = _mail(school_id)
    loop = Loop(
        db.session.scalar(select(Lease.until).where(Lease.name == LEADER)),
        db.session.scalar(select(func.max(JobRun.finished_at))),
    )
    return Overview(
        figures=counting.figures(actor, today),
        regulations=lines,
        overdue_by_owner=counting.overdue_by_owner(actor, today),
        upcoming=rows_of(upcoming, today),
        drafts=drafts or 0,
        waiting_mail=waiting,
        failed_mail=failed,
        mail_paused=db.session.scalar(select(SenderState.paused_at)) is not None,
        scheduler=scheduler_state(loop, clock.now()),
        last_run=loop.last_run,
    )


def adoptions_of(school_id: int, school_year: int) -> Sequence[Adoption]:
    """The adoptions of a school year in the order in which they were made; never the packs themselves."""
    return db.session.scalars(
        select(Adoption)
        .where(Adoption.school_id == school_id, Adoption.school_year == school_year)
        .options(joinedload(Adoption.edition).options(defer(Edition.document)))
        .order_by(Adoption.id)
    ).all()


def years_of(school_id: int, now: int) -> list[int]:
    """School years with adoptions, and the present one, the latest first."""
    found = db.session.scalars(
        select(Adoption.school_year).where(Adoption.school_id == school_id).distinct()
    ).all()
    return sorted({*found, now}, reverse=True)


def _mail(school_id: int) -> tuple[int, int]:
    """Messages of the school that still wait, and those that did not arrive."""
    counts: dict[Any, int] = dict(
        db.session.execute(
            select(OutboxMessage.state, func.count(OutboxMessage.id))
            .where(OutboxMessage.school_id == school_id)
            .group_by(OutboxMessage.state)
        ).all()
    )
    waiting = counts.get(MessageState.QUEUED, 0) + counts.get(MessageState.SENDING, 0)
    lost = (MessageState.BOUNCED, MessageState.FAILED, MessageState.EXPIRED)
    return waiting, sum(counts.get(state, 0) for state in lost)
