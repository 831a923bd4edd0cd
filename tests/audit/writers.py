"""Several writers at once on one chain, each with transactions of its own."""

from __future__ import annotations

import threading
from typing import Any

from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.extensions import db


def write_together(app: Any, school_id: int, writers: int, each: int) -> list[BaseException]:
    """Let the writers write; returns what went wrong (nothing, when all is well)."""
    wrong: list[BaseException] = []
    start = threading.Barrier(writers)

    def write(number: int) -> None:
        try:
            with app.app_context():
                start.wait()
                for nth in range(each):
                    record(
                        Tag.TASK_COMMENTED,
                        school_id=school_id,
                        actor=None,
                        subject="task",
                        subject_id=number * each + nth,
                    )
                    # Every seventh command is undone: its entry must leave no hole.
                    if nth % 7 == 6:
                        db.session.rollback()
                    else:
                        db.session.commit()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def kept(writers: int, each: int) -> int:
    """How many entries stay when every seventh is undone."""
    return writers * (each - each // 7)
