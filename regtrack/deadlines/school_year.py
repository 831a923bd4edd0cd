"""The school year: from 1 September to 31 August of the next year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

FIRST_MONTH = 9
EARLIEST, LATEST = 1990, 2200
_PLACE = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


def read_place(text: str) -> tuple[int, int]:
    """Month and day of "MM-DD". 02-29 is a place; 02-30 is not. Raises ValueError."""
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    month, day = int(match[1]), int(match[2])
    date(2000, month, day)  # a leap year, so that 29 February stays possible
    return month, day


def clamped(year: int, month: int, day: int) -> date:
    """The day of the month, or the month's last day when it is shorter."""
    return date(year, month, 1) + relativedelta(day=day)


@dataclass(frozen=True, order=True)
class SchoolYear:
    """`SchoolYear(2026)` is 2026/27. Raises ValueError outside 1990–2200."""

    first: int

    def __post_init__(self) -> None:
        if not EARLIEST <= self.first <= LATEST:
            raise ValueError(self.first)

    @classmethod
    def of(cls, day: date) -> SchoolYear:
        """The school year that the day lies in."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @property
    def starts(self) -> date:
        return date(self.first, FIRST_MONTH, 1)

    @property
    def ends(self) -> date:
        return date(self.first + 1, 8, 31)

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def __str__(self) -> str:
        return f"{self.first}/{(self.first + 1) % 100:02d}"

    def in_month(self, month: int, day: int) -> date:
        """The day of that month in this school year; clamped to the month's end."""
        return clamped(self.first if month >= FIRST_MONTH else self.first + 1, month, day)

    def place(self, text: str) -> date:
        """ "MM-DD" as a date of this school year: months 9–12 in its first year, the others in the next.

        29 February is 28 February in a year that has none. Raises ValueError for an impossible place.
        """
        return self.in_month(*read_place(text))
