"""More at once than a hand-in takes: the real reason is said, whatever limit is met first."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from regtrack.evidence.drafts import MOST_PIECES
from tests.cast import Cast
from tests.evidence.samples import PDF
from tests.evidence.tasks import make_task
from tests.page_client import PageClient
from tests.workspace.pages import pieces_of, url

Clients = Callable[[str], PageClient]


def _files(count: int) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(PDF + b"%% %d\n" % nth), f"скан {nth}.pdf") for nth in range(count)]


def test_those_beyond_the_limit_are_refused_once(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    answer = client_as("owner").post(url(task, "files"), data={"files": _files(MOST_PIECES + 5)})
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert said.count(f"Не больше {MOST_PIECES}") <= 2  # in the summary and at the field
    assert str(MOST_PIECES) in said
    assert len(pieces_of(task)) == MOST_PIECES


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_too_many_to_be_read_are_called_many(cast: Cast, client_as: Clients, language: str) -> None:
    task = make_task(cast)
    client = client_as("owner")
    client.get(f"/language/{language}")
    answer = client.post(url(task, "files"), data={"files": _files(510)})
    assert answer.status_code == 413
    said = answer.get_data(as_text=True)
    assert str(MOST_PIECES) in said
    assert {"ru": "Слишком много файлов", "kk": "Файл тым көп", "en": "Too many files"}[language] in said
    assert pieces_of(task) == []


def test_a_text_without_end_is_refused_at_its_field(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    part = b'--x\r\nContent-Disposition: form-data; name="statement"\r\n\r\n'
    body = part + b"x" * 2_000_000 + b"\r\n--x--\r\n"
    answer = client_as("owner").post(
        url(task, "files"), data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 422
    assert "5000" in answer.get_data(as_text=True)
    assert pieces_of(task) == []
