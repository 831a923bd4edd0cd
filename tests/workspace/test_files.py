"""Files as they leave, looks that are recorded, uploads that are refused."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.evidence import store
from regtrack.evidence.models import StoredFile, Submission
from regtrack.extensions import db
from tests.cast import Cast
from tests.evidence.samples import PDF
from tests.evidence.tasks import give_file, handed_in, make_task
from tests.page_client import PageClient
from tests.workspace.pages import pieces_of, send, text_of, url

Clients = Callable[[str], PageClient]


def test_a_download_is_the_file_and_nothing_else(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    piece, _new = give_file(task, cast.actor("owner"), name='отчёт "май";\u202e№5.pdf')
    db.session.commit()
    answer = client_as("owner").get(f"/s/{cast.school.id}/files/{piece.file_id}")
    assert answer.get_data() == PDF
    assert answer.content_length == len(PDF)
    assert answer.content_type == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == (
        f'attachment; filename="evidence-{piece.file_id}.pdf"; '
        "filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%20_%D0%BC%D0%B0%D0%B9_%3B%E2%84%965.pdf"
    )
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


@pytest.mark.parametrize(
    ("who", "status", "looks"),
    [
        ("owner", 200, 1),
        ("deputy", 200, 1),
        ("inspector", 200, 1),
        ("registrar", 404, 0),
        ("teacher", 404, 0),
    ],
)
def test_looks_at_confidential_files_are_recorded(
    cast: Cast, client_as: Clients, who: str, status: int, looks: int
) -> None:
    task = handed_in(cast, confidential=True)
    row = db.session.scalars(select(StoredFile)).one()
    answer = client_as(who).get(f"/s/{task.school_id}/files/{row.id}")
    assert answer.status_code == status
    answer.close()
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.EVIDENCE_VIEWED)).all()
    assert len(entries) == looks


@pytest.mark.parametrize(
    ("who", "seen", "looks"), [("owner", True, 0), ("director", True, 1), ("registrar", False, 0)]
)
def test_the_page_of_a_confidential_task(
    cast: Cast, client_as: Clients, who: str, seen: bool, looks: int
) -> None:
    task = handed_in(cast, confidential=True)
    page = client_as(who).page(url(task))
    assert ("согласия.pdf" in text_of(page)) is seen
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.EVIDENCE_VIEWED)).all()
    assert len(entries) == looks


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast)
    row = db.session.scalars(select(StoredFile)).one()
    (store.root() / row.path).write_bytes(b"x" * row.size)
    answer = client_as("owner").get(f"/s/{task.school_id}/files/{row.id}")
    assert answer.status_code == 503


def test_files_of_a_refused_command_do_not_stay(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast)
    before = sum(path.is_file() for path in store.root().rglob("*"))
    answer = client_as("owner").post(url(task, "files"), data=send("поздно.pdf"))
    assert answer.status_code == 409
    assert sum(path.is_file() for path in store.root().rglob("*")) == before
    assert len(db.session.scalars(select(Submission)).all()) == 1


@pytest.mark.parametrize(
    "command", ["files", "links", "statements", "paper", "hand-in", "accept", "return", "comment"]
)
def test_the_address_of_a_refused_command_opens_again(cast: Cast, client_as: Clients, command: str) -> None:
    """A reload, or another language chosen on the page of errors, leads back to the task."""
    task = make_task(cast)
    answer = client_as("owner").get(url(task, command))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/s/{cast.school.id}/tasks/{task.id}"


@pytest.mark.parametrize("settings_overrides", [{"max_upload_mb": 1}])
def test_of_several_files_the_one_that_is_too_large_is_named(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    large = PDF + b"0" * 1_100_000
    files = [(io.BytesIO(PDF), "скан.pdf"), (io.BytesIO(large), "альбом.pdf")]
    answer = client_as("owner").post(url(task, "files"), data={"files": files})
    assert answer.status_code == 422
    assert "«альбом.pdf»" in answer.get_data(as_text=True)
    assert [piece.file.name for piece in pieces_of(task)] == ["скан.pdf"]


@pytest.mark.parametrize("settings_overrides", [{"max_upload_mb": 1}])
def test_a_request_over_the_limit_is_said(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    answer = client_as("owner").post(
        url(task, "files"), data=b"-" * 5_300_000, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413
    assert pieces_of(task) == []
