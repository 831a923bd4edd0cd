"""The only place that is asked for the time; tests and the demo move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("regtrack_clock", default=None)
# One shift for the whole process, for programs that are started with a moved clock.
_shift = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC) + _shift


def today(time_zone: str) -> date:
    """The calendar day in the school's time zone."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def local(moment: datetime, time_zone: str) -> datetime:
    """An instant as the school's wall clock shows it."""
    return moment.astimezone(ZoneInfo(time_zone))


def moved(instant: datetime) -> datetime:
    """What another clock says (the database's), moved as ours is."""
    return _frozen.get() or instant + _shift


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stand at an aware instant within this thread of work."""
    if moment.tzinfo is None:
        raise ValueError("clock.at() takes an aware instant")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def shift(by: timedelta) -> None:
    """Move the clock of the whole process (0 puts it back)."""
    global _shift  # noqa: PLW0603 - the process has one clock
    _shift = by
