"""What can be recorded: one tag for each business command."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    # installation
    SCHOOL_CREATED = "school.created"
    EDITION_LOADED = "edition.loaded"
    ACCOUNT_CREATED = "account.created"
    JOB_RUN = "job.run"
    BACKUP_MADE = "backup.made"
    RESTORED = "restored"
    # people
    SIGNED_IN = "account.signed_in"
    SIGNED_OUT = "account.signed_out"
    SESSION_ENDED = "account.session_ended"
    SIGN_IN_FAILED = "account.sign_in_failed"
    PASSWORD_CHANGED = "password.changed"
    ACCOUNT_CHANGED = "account.changed"
    MEMBER_ADDED = "member.added"
    MEMBER_CHANGED = "member.changed"
    MEMBER_LEFT = "member.left"
    ROLE_GIVEN = "role.given"
    ROLE_TAKEN = "role.taken"
    CLASS_CHANGED = "class.changed"
    # school
    SCHOOL_CHANGED = "school.changed"
    CALENDAR_CHANGED = "calendar.changed"
    EVENT_PLANNED = "event.planned"
    EVENT_CHANGED = "event.changed"
    EVENT_RECORDED = "event.recorded"
    # obligations
    ADOPTED = "adoption.made"
    ITEM_ADDED = "item.added"
    TASK_MADE = "task.made"
    TASK_ASSIGNED = "task.assigned"
    TASK_OWNER_CHANGED = "task.owner_changed"
    TASK_DATE_CHANGED = "task.date_changed"
    TASK_SUBMITTED = "task.submitted"
    TASK_RECALLED = "task.recalled"
    TASK_RETURNED = "task.returned"
    TASK_ACCEPTED = "task.accepted"
    TASK_WAIVED = "task.waived"
    TASK_UNWAIVED = "task.unwaived"
    TASK_REOPENED = "task.reopened"
    TASK_ARCHIVED = "task.archived"
    TASK_COMMENTED = "task.commented"
    # evidence
    PIECE_ADDED = "evidence.added"
    PIECE_REMOVED = "evidence.removed"
    PIECE_RESTORED = "evidence.restored"
    EVIDENCE_DESCRIBED = "evidence.described"
    EVIDENCE_VIEWED = "evidence.viewed"
    # papers and mail
    DOCUMENT_MADE = "document.made"
    REMINDER_QUEUED = "reminder.queued"
