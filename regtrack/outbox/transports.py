"""The ways out: an SMTP server, or .eml files in a folder. Each answers with what it knows, no more."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from regtrack.outbox.models import Outcome

StillMine = Callable[[], bool]
_UNSAFE = re.compile(r"[^A-Za-z0-9@._-]")


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True)
class Mail:
    """A composed message and its envelope."""

    message_id: str
    sender: str
    recipient: str
    content: EmailMessage


LOST = Result(Outcome.LEASE_LOST, "the lease ran out before the message was handed over")


class Transport(Protocol):
    def deliver(self, mail: Mail, still_mine: StillMine) -> Result:
        """Hand one mail over; asks `still_mine` at the last moment at which it can be held back."""

    def close(self) -> None:
        """Let go of what is held."""


def file_name(message_id: str) -> str:
    """The file of a message; the same message has the same file."""
    return _UNSAFE.sub("_", message_id.strip("<>")) + ".eml"


class FileTransport:
    """Whole files only: written aside, flushed to the disk, renamed; a repeat writes the same file again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, mail: Mail, still_mine: StillMine) -> Result:
        name = file_name(mail.message_id)
        # Two senders never share an unfinished file.
        unfinished = self.folder / f".{name}.{os.getpid()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as out:
                out.write(mail.content.as_bytes())
                out.flush()
                os.fsync(out.fileno())
            if not still_mine():
                unfinished.unlink()
                return LOST
            unfinished.replace(self.folder / name)
            _sync_folder(self.folder)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            return Result(Outcome.DEFERRED, f"{self.folder}: {error.strerror or type(error).__name__}")
        return Result(Outcome.ACCEPTED, name)

    def close(self) -> None:
        """Nothing is held between two files."""


def remove_leftovers(folder: Path, before: datetime) -> int:
    """Take away what senders that died in the middle of a file have left; how many."""
    old = [part for part in folder.glob(".*.part") if part.stat().st_mtime < before.timestamp()]
    for part in old:
        part.unlink(missing_ok=True)
    return len(old)


def _sync_folder(folder: Path) -> None:
    """Make the rename last; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
