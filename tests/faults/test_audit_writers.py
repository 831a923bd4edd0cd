"""The long form: 10,000 honest entries by 8 writers, 0 false alarms."""

from __future__ import annotations

from typing import Any

import pytest

from regtrack.audit.verify import verify
from regtrack.extensions import db
from tests.audit.writers import kept, write_together
from tests.cast import Cast

WRITERS, EACH = 8, 1459  # of which every seventh is undone: 10,008 stay


@pytest.mark.slow
def test_ten_thousand_entries_by_eight_writers(app: Any, cast: Cast) -> None:
    school_id = cast.school.id
    db.session.remove()
    assert write_together(app, school_id, WRITERS, EACH) == []
    report = verify()
    assert (report.faults, report.entries) == ([], kept(WRITERS, EACH))
    assert report.entries >= 10_000
