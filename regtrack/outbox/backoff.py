"""When a message that could not leave is tried again; pure."""

from __future__ import annotations

from datetime import timedelta

FIRST_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
LATER_WAIT = timedelta(hours=1)
JITTER = 0.1
LIFETIME = timedelta(days=5)


def wait_after(attempt: int, chance: float) -> timedelta:
    """The pause after the n-th attempt (from 1): 1, 5, 15, 60 minutes, then an hour.

    The hourly ones are spread by up to a tenth either way, so that a queue does not knock all at once;
    `chance` is a number from 0 to 1.
    """
    if attempt <= len(FIRST_WAITS):
        return FIRST_WAITS[max(0, attempt - 1)]
    return LATER_WAIT * (1 + JITTER * (2 * chance - 1))
