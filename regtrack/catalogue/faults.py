"""Faults that only a regulation pack can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from regtrack.yaml_nodes.faults import Fault, FileFaults


class PackFault(Fault):
    """A fault of a pack; beside the codes of any data file it knows those of regulations."""

    __slots__ = ()

    messages: ClassVar[Mapping[str, object]] = {
        **Fault.messages,
        "undecided_and_value": _l(
            "undecided says that nobody has said; a value or proposed cannot stand beside it"
        ),
        "unknown_role": _l("the role %(name)s is not in roles.yaml"),
        "role_not_listed": _l(
            "the role %(name)s is used here, but it is not in the list of roles of the pack"
        ),
        "role_twice": _l("the role %(name)s is listed twice"),
        "group_owns": _l("%(name)s is a group of people outside the staff and cannot own a task"),
        "same_key": _l("%(name)s is used a second time; the first is in line %(first)s"),
        "unknown_clause": _l("there is no clause %(name)s in this pack"),
        "unknown_channel": _l("there is no channel %(name)s in this pack"),
        "clause_twice": _l("the clause %(name)s is cited twice"),
        "duty_without_item": _l("the duty %(name)s has no item; add one or say why not in no_item"),
        "ban_without_item": _l("the ban %(name)s has no item; add a review of it"),
        "item_and_no_item": _l("the clause %(name)s has both items and no_item; keep one of them"),
        "reviewer_is_lead": _l("the reviewer must be someone other than the lead %(name)s"),
        "missing_language": _l("the text is missing in the language of the source: %(name)s"),
        "code_not_folder": _l("the code is %(name)s, but the folder of the file is %(expected)s"),
        "edition_not_file": _l("the edition is %(name)s, but the file is named %(expected)s"),
        "date_after_check": _l("the date is later than the day of the check, %(name)s"),
        "rule": _l("the rule cannot be used: %(reason)s"),
        "proposal_undecided": _l("a proposal must be a rule; leave it out where there is none"),
        "proposal_not_needed": _l("a proposal stands only beside a rule that leaves something undecided"),
    }


class PackFaults(FileFaults):
    """A pack was refused; `faults` holds everything that is wrong with it."""
