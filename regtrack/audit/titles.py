"""Tags and subjects of the audit log, as people read them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from regtrack.audit.tags import Tag

TAGS: dict[Tag, Any] = {
    Tag.SCHOOL_CREATED: _l("School created"),
    Tag.EDITION_LOADED: _l("Edition of a regulation loaded"),
    Tag.ACCOUNT_CREATED: _l("Account created"),
    Tag.JOB_RUN: _l("Job run"),
    Tag.BACKUP_MADE: _l("Backup made"),
    Tag.RESTORED: _l("Restored from a backup"),
    Tag.SIGNED_IN: _l("Signed in"),
    Tag.SIGNED_OUT: _l("Signed out"),
    Tag.SESSION_ENDED: _l("Signed out on another device"),
    Tag.SIGN_IN_FAILED: _l("Sign-in failed"),
    Tag.PASSWORD_CHANGED: _l("Password changed"),
    Tag.ACCOUNT_CHANGED: _l("Account changed"),
    Tag.MEMBER_ADDED: _l("Person added to the school"),
    Tag.MEMBER_CHANGED: _l("Person’s data or rights changed"),
    Tag.MEMBER_LEFT: _l("Person left the school"),
    Tag.ROLE_GIVEN: _l("Role given"),
    Tag.ROLE_TAKEN: _l("Role taken away"),
    Tag.CLASS_CHANGED: _l("Class changed"),
    Tag.SCHOOL_CHANGED: _l("School settings changed"),
    Tag.CALENDAR_CHANGED: _l("School calendar changed"),
    Tag.EVENT_PLANNED: _l("Event planned"),
    Tag.EVENT_CHANGED: _l("Event changed"),
    Tag.EVENT_RECORDED: _l("Event recorded"),
    Tag.ADOPTED: _l("Regulation put into effect"),
    Tag.ITEM_ADDED: _l("Item of the school’s own added"),
    Tag.TASK_MADE: _l("Tasks made"),
    Tag.TASK_ASSIGNED: _l("One-off assignment given"),
    Tag.TASK_OWNER_CHANGED: _l("Owner of a task changed"),
    Tag.TASK_DATE_CHANGED: _l("Date of a task changed"),
    Tag.TASK_SUBMITTED: _l("Task handed in"),
    Tag.TASK_RECALLED: _l("Hand-in taken back"),
    Tag.TASK_RETURNED: _l("Task returned"),
    Tag.TASK_ACCEPTED: _l("Task accepted"),
    Tag.TASK_WAIVED: _l("Task waived"),
    Tag.TASK_UNWAIVED: _l("Waiver of a task taken back"),
    Tag.TASK_REOPENED: _l("Task reopened"),
    Tag.TASK_ARCHIVED: _l("Task archived"),
    Tag.TASK_COMMENTED: _l("Task commented"),
    Tag.PIECE_ADDED: _l("Evidence added"),
    Tag.PIECE_REMOVED: _l("Evidence removed"),
    Tag.PIECE_RESTORED: _l("Evidence restored"),
    Tag.EVIDENCE_DESCRIBED: _l("Note or date of the evidence changed"),
    Tag.EVIDENCE_VIEWED: _l("Confidential evidence opened"),
    Tag.DOCUMENT_MADE: _l("Document made"),
    Tag.REMINDER_QUEUED: _l("Reminder put in the queue"),
}

# The part of a tag before its point, by the group under which a reader looks for it.
GROUPS: dict[str, tuple[Any, frozenset[str]]] = {
    "tasks": (_l("Regulations and tasks"), frozenset({"adoption", "item", "task"})),
    "evidence": (_l("Evidence of tasks"), frozenset({"evidence"})),
    "people": (_l("People and access"), frozenset({"account", "password", "member", "role", "class"})),
    "school": (_l("School and calendar"), frozenset({"school", "calendar", "event"})),
    "papers": (_l("Documents and mail"), frozenset({"document", "reminder"})),
    "system": (_l("Work of the system"), frozenset({"edition", "job", "backup", "restored"})),
}

SUBJECTS: dict[str, Any] = {
    "account": _l("Account"),
    "adoption": _l("Adoption of a regulation"),
    "adoption_item": _l("Item"),
    "backup": _l("Backup"),
    "calendar_change": _l("Day of the calendar"),
    "class": _l("Class"),
    "edition": _l("Edition of a regulation"),
    "file": _l("File"),
    "job": _l("Job"),
    "job_run": _l("Run of a job"),
    "member": _l("Person in the school"),
    "membership": _l("Person in the school"),
    "outbox_message": _l("Message"),
    "piece": _l("Piece of evidence"),
    "role_holder": _l("Holder of a role"),
    "school": _l("School"),
    "school_class": _l("Class"),
    "school_event": _l("Event"),
    "stored_file": _l("File"),
    "submission": _l("Hand-in"),
    "task": _l("Task"),
}

# What an entry holds besides, by the name under which it entered the hash.
DETAILS: dict[str, Any] = {
    "account": _l("Account"),
    "adoption": _l("Adoption of a regulation"),
    "asked": _l("What it proves"),
    "class_id": _l("Class"),
    "day": _l("Day"),
    "devices": _l("Devices"),
    "did": _l("Pieces of work"),
    "due": _l("Due"),
    "edition": _l("Edition of a regulation"),
    "edition_hash": _l("Hash of the edition"),
    "fields": _l("What was changed"),
    "files": _l("Files"),
    "form": _l("Form of the evidence"),
    "hash": _l("Hash of the contents"),
    "job": _l("Job"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "left_on": _l("Last day"),
    "letters": _l("Letters"),
    "outcome": _l("Outcome"),
    "owner": _l("Responsible, number"),
    "periods": _l("Periods"),
    "pupils": _l("Pupils"),
    "rights": _l("Rights"),
    "role": _l("Role"),
    "school_year": _l("School year"),
    "starts_on": _l("First day"),
    "state": _l("State"),
    "submission": _l("Hand-in"),
    "supervisor": _l("Supervisor, number"),
    "task": _l("Task"),
    "valid_until": _l("Access until"),
}


def tag_title(tag: str) -> str:
    """What was done; a tag of a newer or older program keeps its code."""
    return str(TAGS[Tag(tag)]) if tag in TAGS else tag


def subject_title(subject: str) -> str:
    return str(SUBJECTS.get(subject, subject))


def detail_title(key: str) -> str:
    return str(DETAILS.get(key, key))


def group_of(tag: Tag) -> str:
    """The group of a tag; raises KeyError for one that nobody has put into a group."""
    first = tag.value.split(".")[0]
    for code, (_title, parts) in GROUPS.items():
        if first in parts:
            return code
    raise KeyError(tag)


def tags_of(group: str) -> list[Tag]:
    return [tag for tag in Tag if group_of(tag) == group]
