"""The plan-execution table: the source's rows in the source's order."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import event, select

from regtrack.audit.service import head_of
from regtrack.extensions import db
from regtrack.obligations.models import Adoption, Task
from regtrack.reports import service
from regtrack.reports.execution import execution_rows
from tests.adopted import adopted
from tests.cast import Cast
from tests.page_client import PageClient
from tests.papers import as_pdf, faults_of, text_of

ROWS = ["1", "1.1", "1.2", "1.3", *(str(n) for n in range(2, 20))]


@pytest.fixture
def adoption(cast: Cast) -> Adoption:
    made = adopted(cast)
    db.session.commit()
    return made


def test_rows_stand_in_the_order_of_the_source(cast: Cast, adoption: Adoption) -> None:
    rows = execution_rows(cast.school, adoption, "ru")
    assert list(dict.fromkeys(row.locator for row in rows)) == ROWS
    counted = {outcome.task_id for row in rows for outcome in row.outcomes}
    assert counted == set(db.session.scalars(select(Task.id).where(Task.adoption_id == adoption.id)))


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_the_paper_opens_clean_and_bears_the_head_of_the_audit(
    cast: Cast, adoption: Adoption, lang: str, tmp_path: Path
) -> None:
    head = head_of(cast.school.id)[1]
    content = service.execution_paper(cast.school, adoption, lang, cast.actor("director"))
    file = tmp_path / "plan.docx"
    file.write_bytes(content)
    assert faults_of(file) == []
    said = text_of(file)
    places = [line.split("\t")[0] for line in said.split("\n") if line.count("\t") == 5][1:]
    assert list(dict.fromkeys(places)) == ROWS
    from docx import Document

    assert head in Document(str(file)).sections[0].first_page_footer.paragraphs[0].text
    assert as_pdf(file, tmp_path).stat().st_size > 10_000


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_no_word_of_the_head_is_broken(cast: Cast, adoption: Adoption, lang: str) -> None:
    from docx import Document

    content = service.execution_paper(cast.school, adoption, lang, cast.actor("director"))
    for cell in Document(BytesIO(content)).tables[0].rows[0].cells:
        assert cell.width is not None
        # A bold letter of the head is about 2.1 mm wide; the cell keeps 3.8 mm for its margins.
        widest = max(map(len, cell.text.split())) * 2.1 + 3.8
        assert widest <= cell.width.mm, cell.text


def test_the_page_asks_as_often_for_many_rows_as_for_few(
    cast: Cast, adoption: Adoption, client_as: Callable[[str], PageClient]
) -> None:
    small = adopted(cast, "ru-network-community")
    db.session.commit()
    client = client_as("inspector")
    counts = []
    urls = [f"/s/{cast.school.id}/regulations/{one}/execution" for one in (small.id, adoption.id)]
    db.session.rollback()
    for url in urls:
        asked: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_rest: object, into: list[str] = asked) -> None:
            into.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        client.page(url)
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_a_foreign_adoption_is_not_there(
    cast: Cast, adoption: Adoption, client_as: Callable[[str], PageClient]
) -> None:
    stranger = client_as("stranger")
    assert stranger.get(f"/s/{cast.other.id}/regulations/{adoption.id}/execution").status_code == 404
    assert stranger.get(f"/s/{cast.school.id}/regulations/{adoption.id}/execution").status_code == 404
