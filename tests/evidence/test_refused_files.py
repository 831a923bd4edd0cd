"""A file that is refused leaves nothing: neither on the disk nor a row that speaks of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from regtrack.evidence import drafts, store
from regtrack.evidence.models import Piece, StoredFile
from regtrack.extensions import db
from tests.cast import Cast
from tests.evidence.tasks import make_task
from tests.page_client import PageClient


@pytest.mark.parametrize(("asked", "most", "kept"), [("other", 2, 2), ("nothing such", 100, 0)])
def test_rows_and_files_agree(
    client_as: Callable[[str], PageClient],
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    most: int,
    kept: int,
) -> None:
    monkeypatch.setattr(drafts, "MOST_PIECES", most)
    task = make_task(cast)
    address = f"/s/{cast.school.id}/tasks/{task.id}/files"
    db.session.commit()
    files = [(BytesIO(f"page {nth}".encode()), f"{nth}.txt") for nth in range(4)]
    answer = client_as("owner").post(address, data={"asked": asked, "files": files})
    assert answer.status_code == 422
    rows = db.session.scalars(select(StoredFile.path)).all()
    on_disk = [str(path.relative_to(store.root())) for path in store.root().rglob("*") if path.is_file()]
    assert sorted(rows) == sorted(on_disk)
    assert len(rows) == kept == len(db.session.scalars(select(Piece)).all())
