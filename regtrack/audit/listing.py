"""The log of one chain, filtered in SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from regtrack.audit import names
from regtrack.audit.models import AuditChain, AuditEntry
from regtrack.audit.service import chain_name
from regtrack.audit.titles import GROUPS, TAGS, tags_of
from regtrack.extensions import db

PROGRAM = "program"
GROUP = "group:"


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what cannot be read there is left out."""

    what: str = ""  # a tag, or «group:code»
    who: str = ""  # an account's id, or «program»
    subject: str = ""
    number: int | None = None
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        what, who = query.get("what", ""), query.get("who", "")
        known = what in TAGS or what.removeprefix(GROUP) in GROUPS
        return cls(
            what=what if known else "",
            who=who if who == PROGRAM or _number(who) is not None else "",
            subject=query.get("subject", "")[:40],
            number=_number(query.get("number", "")),
            first=_day(query.get("from", "")),
            last=_day(query.get("to", "")),
        )

    @property
    def any(self) -> bool:
        return self != Filters()


def entries_query(school_id: int | None, filters: Filters, time_zone: str) -> Select[AuditEntry]:
    """The entries that the filters ask for, newest first; days are those of the time zone."""
    query = select(AuditEntry).where(AuditEntry.chain_id == _chain_id(school_id))
    if filters.what.startswith(GROUP):
        wanted = [str(tag) for tag in tags_of(filters.what.removeprefix(GROUP))]
        query = query.where(AuditEntry.tag.in_(wanted))
    elif filters.what:
        query = query.where(AuditEntry.tag == filters.what)
    if filters.who == PROGRAM:
        query = query.where(AuditEntry.actor_id.is_(None))
    elif filters.who:
        query = query.where(AuditEntry.actor_id == int(filters.who))
    if filters.subject:
        query = query.where(AuditEntry.subject == filters.subject)
    if filters.number is not None:
        query = query.where(AuditEntry.subject_id == filters.number)
    if filters.first:
        query = query.where(AuditEntry.recorded_at >= _midnight(filters.first, time_zone))
    if filters.last:
        query = query.where(AuditEntry.recorded_at < _midnight(filters.last, time_zone, days=1))
    return query.order_by(AuditEntry.seq.desc())


def people_of(school_id: int | None) -> list[tuple[int, str]]:
    """Everybody who has done something in this chain, by name."""
    ids = db.session.scalars(
        select(AuditEntry.actor_id).where(AuditEntry.chain_id == _chain_id(school_id)).distinct()
    ).all()
    known = names.of_accounts(ids)
    found = [(one, known.get(one, f"№ {one}")) for one in ids if one is not None]
    return sorted(found, key=lambda pair: pair[1])


def subjects_of(school_id: int | None) -> list[str]:
    """The kinds of subjects that occur in this chain."""
    return sorted(
        db.session.scalars(
            select(AuditEntry.subject).where(AuditEntry.chain_id == _chain_id(school_id)).distinct()
        )
    )


def details(entry: AuditEntry) -> list[tuple[str, str]]:
    """What else an entry holds (ids, codes, dates); nothing when its body cannot be read."""
    try:
        data: Any = json.loads(entry.body)["data"]
        return [(str(key), _plain(value)) for key, value in data.items()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _chain_id(school_id: int | None) -> Any:
    return select(AuditChain.id).where(AuditChain.name == chain_name(school_id)).scalar_subquery()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date, time_zone: str, days: int = 0) -> datetime:
    try:
        return datetime.combine(day + timedelta(days=days), time(), ZoneInfo(time_zone)).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if day.year > 5000 else datetime.min.replace(tzinfo=UTC)
