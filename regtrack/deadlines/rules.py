"""Deadline rules: the door to the forms, to reading them from a mapping and to writing them back."""

from .faults import RuleFault
from .rule_forms import (
    PERIOD_COUNTS,
    RHYTHMS,
    After,
    Between,
    By,
    Each,
    From,
    InMonth,
    InPeriod,
    OnDates,
    OnEvent,
    PeriodKind,
    Rhythm,
    Roll,
    Rule,
    Throughout,
    Undecided,
    rule_to_dict,
)
from .rule_parsing import parse_rule

__all__ = [
    "PERIOD_COUNTS",
    "RHYTHMS",
    "After",
    "Between",
    "By",
    "Each",
    "From",
    "InMonth",
    "InPeriod",
    "OnDates",
    "OnEvent",
    "PeriodKind",
    "Rhythm",
    "Roll",
    "Rule",
    "RuleFault",
    "Throughout",
    "Undecided",
    "parse_rule",
    "rule_to_dict",
]
