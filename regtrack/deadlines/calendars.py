"""Calendars: the door to working days, school periods and events, and to a calendar in a file."""

from .calendar_file import CalendarFile, parse_calendar_file
from .faults import CalendarFault
from .production import CHANGES, COUNTRIES, Change, Country, ProductionCalendar, Week
from .school_calendar import SCHOOL_PERIOD_KINDS, Period, SchoolCalendar, SchoolEvent, SchoolPeriodKind

__all__ = [
    "CHANGES",
    "COUNTRIES",
    "SCHOOL_PERIOD_KINDS",
    "CalendarFault",
    "CalendarFile",
    "Change",
    "Country",
    "Period",
    "ProductionCalendar",
    "SchoolCalendar",
    "SchoolEvent",
    "SchoolPeriodKind",
    "Week",
    "parse_calendar_file",
]
