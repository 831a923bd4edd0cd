"""Honest entries of several writers never raise an alarm."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from regtrack.audit.verify import verify
from regtrack.extensions import db
from tests.audit.writers import kept, write_together
from tests.cast import Cast


@pytest.mark.parametrize(("writers", "each"), [(8, 50)])
def test_eight_writers_leave_one_whole_chain(app: Any, cast: Cast, writers: int, each: int) -> None:
    school_id = cast.school.id
    db.session.remove()
    assert write_together(app, school_id, writers, each) == []
    report = verify()
    assert (report.faults, report.entries) == ([], kept(writers, each))


def test_the_check_raises_no_alarm_while_others_write(app: Any, cast: Cast) -> None:
    school_id = cast.school.id
    db.session.remove()
    wrong: list[object] = []
    writing = threading.Thread(target=lambda: wrong.extend(write_together(app, school_id, 3, 40)))
    writing.start()
    looks = 0
    while writing.is_alive():
        assert verify().faults == []
        looks += 1
    writing.join()
    assert (wrong, verify().entries) == ([], kept(3, 40))
    assert looks >= 1
