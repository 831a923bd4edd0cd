"""The sheet of paper: what any text may do to it, and how fast it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm

from regtrack.documents.paper import Paper, clean
from tests.papers import faults_of, text_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOSTILE = [
    "&<>\"' ]]>",
    "эмодзи 🙂 и ё, қ, ә",
    "Я" * 300,
    "\x00\x07\x1b до \ufffe после",
    "строка\nвторая\tтабуляция",
    "",
    "{{ 7*7 }} ${x} %s",
    "\u202eпереворот",
]


def paper(lang: str = "ru") -> Paper:
    return Paper(title="Название", author="Школа", lang=lang, made_at=NOW)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_stays_text(text: str, tmp_path: Path) -> None:
    sheet = paper()
    sheet.heading(text)
    sheet.text(text)
    sheet.ends(text, text)
    sheet.table(["а", "б"], [(text, text)], (90, 90), caption=text)
    file = tmp_path / "x.docx"
    file.write_bytes(sheet.save())
    kept = text_of(file)
    for line in clean(text).replace("\t", "\n").split("\n"):
        assert line in kept
    assert faults_of(file) == []


def test_layout_is_that_of_official_papers(tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    file.write_bytes(paper("kk").save())
    section = Document(str(file)).sections[0]
    margins = [section.left_margin, section.right_margin, section.top_margin, section.bottom_margin]
    assert [round(m / Mm(1)) for m in margins if m is not None] == [20, 10, 20, 20]
    document = Document(str(file))
    assert document.core_properties.language == "kk-KZ"
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_a_table_repeats_its_head_and_keeps_its_rows_whole(tmp_path: Path) -> None:
    sheet = paper()
    sheet.table(["№", "Имя"], [(str(n), f"Имя {n}") for n in range(60)], (20, 160))
    file = tmp_path / "x.docx"
    file.write_bytes(sheet.save())
    table = Document(str(file)).tables[0]
    rows = table._tbl.tr_lst
    assert len(rows) == 61
    assert rows[0].xpath("./w:trPr/w:tblHeader")
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    assert faults_of(file) == []


def test_five_hundred_rows_take_no_time() -> None:
    begun = time.perf_counter()
    sheet = paper()
    sheet.table(list("абвгд"), [("текст",) * 5 for _ in range(500)], (36,) * 5)
    sheet.save()
    assert time.perf_counter() - begun < 3  # 0.2 s alone; a slow machine under load may need more
