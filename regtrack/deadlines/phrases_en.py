"""Deadlines in English."""

from .phrases import Phrases


def _plural(n: int) -> int:
    return 0 if n == 1 else 1


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NAMES = {
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "trimester": "trimester",
    "half_year": "half-year",
    "school_year": "school year",
}

PHRASES = Phrases(
    plural=_plural,
    until=_MONTHS,
    since=_MONTHS,
    inside=tuple(f"in {month}" for month in _MONTHS),
    named=_MONTHS,
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    every={rhythm: f"every {name}" for rhythm, name in _NAMES.items()},
    end_of={rhythm: f"at the end of each {name}" for rhythm, name in _NAMES.items()},
    start_of={rhythm: f"at the start of each {name}" for rhythm, name in _NAMES.items()},
    times={
        rhythm: (f"{{n}} time in each {name}", f"{{n}} times in each {name}")
        for rhythm, name in _NAMES.items()
    },
    within={
        "quarter": "during quarter {nth}",
        "trimester": "during trimester {nth}",
        "half_year": "during half-year {nth}",
    },
    working_days_after=("within {n} working day {event}", "within {n} working days {event}"),
    days_after=("within {n} day {event}", "within {n} days {event}"),
    earlier=("{term}, {n} working day before that", "{term}, {n} working days before that"),
    later=("{term}, {n} working day after that", "{term}, {n} working days after that"),
    after_event={
        "order_registered": "after an order is registered",
        "edition_adopted": "after an edition is put in force",
        "publication": "after publication",
        "change": "after a change",
        "receipt": "after receipt",
        "request": "after a request",
        "named_event": "after the event that is named",
        "parents_meeting": "after a parents’ meeting",
        "pedagogical_council": "after a teachers’ council",
        "as_needed": "after the need has arisen",
        "": "after the event “{event}”",
    },
    on_event={
        "order_registered": "whenever an order is registered",
        "edition_adopted": "whenever an edition is put in force",
        "publication": "with each publication",
        "change": "with each change",
        "receipt": "with each receipt",
        "request": "with each request",
        "named_event": "with each event that is named",
        "parents_meeting": "at each parents’ meeting",
        "pedagogical_council": "at each teachers’ council",
        "as_needed": "as needed",
        "": "with each event “{event}”",
    },
    rolls={
        "before": "{term} (if not a working day, on the working day before)",
        "after": "{term} (if not a working day, on the working day after)",
        "none": "{term} (even if not a working day)",
    },
    by="by {day} {month}",
    between="from {first_day} {first_month} to {day} {month}",
    starting="from {day} {month}",
    starting_open="{term}, how often is undecided",
    starting_each="{term}, {every}",
    throughout="all the time",
    reviewed="all the time, reviewed {end}",
    month_day="every month by day {n}",
    week_day="every week by {weekday}",
    month_each_year="every year {month}",
    full_date="{day} {month} {year}",
    undecided="no deadline decided",
)
