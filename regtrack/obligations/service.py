"""The door of the room: tasks, their workflow and what may be changed or added."""

from .access import facts_of, get_task, helper_ids, may_see
from .adding import Assignment, OwnItem, add_own_item, assign_once
from .changes import change_date, change_owner, comment, perform, reopen, unwaive, waive
from .events import record_event

__all__ = [
    "Assignment",
    "OwnItem",
    "add_own_item",
    "assign_once",
    "change_date",
    "change_owner",
    "comment",
    "facts_of",
    "get_task",
    "helper_ids",
    "may_see",
    "perform",
    "record_event",
    "reopen",
    "unwaive",
    "waive",
]
