"""The door of the room: gathering proof, handing it in, reviewing it, opening it."""

from .access import may_open, may_read, note_look, open_file
from .asked import OTHER, Asked, asked_of, live_pieces, missing_required, next_asked
from .drafts import (
    add_file,
    add_link,
    add_paper,
    add_statement,
    current_draft,
    draft_of,
    is_of,
    may_gather,
    remove_piece,
    require_gathering,
    restore_piece,
    set_evidence_date,
    set_note,
)
from .review import accept, facts, hand_in, recall, send_back, standing, submitter_ids

__all__ = [
    "OTHER",
    "Asked",
    "accept",
    "add_file",
    "add_link",
    "add_paper",
    "add_statement",
    "asked_of",
    "current_draft",
    "draft_of",
    "facts",
    "hand_in",
    "is_of",
    "live_pieces",
    "may_gather",
    "may_open",
    "may_read",
    "missing_required",
    "next_asked",
    "note_look",
    "open_file",
    "recall",
    "remove_piece",
    "require_gathering",
    "restore_piece",
    "send_back",
    "set_evidence_date",
    "set_note",
    "standing",
    "submitter_ids",
]
