"""Hostile names of files become harmless ones, honest names stay as they are."""

from __future__ import annotations

import pytest

from regtrack.evidence.names import MAX_LENGTH, clean_name, extension_of


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Согласие Әлиева Қ. № 5.pdf", "Согласие Әлиева Қ. № 5.pdf"),
        ("отчёт (1).final.DOCX", "отчёт (1).final.DOCX"),
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Мария\\скан.pdf", "скан.pdf"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("a/b\\c/d.pdf", "d.pdf"),
        ("акт\u202efdp.exe", "актfdp.exe"),
        ("акт\u2066\u200b\ufeff.pdf", "акт.pdf"),
        ("акт\r\nSet-Cookie: a=b.pdf", "актSet-Cookie_ a=b.pdf"),
        ("акт\x00.pdf\x1f", "акт.pdf"),
        ('a<b>c:d"e|f?g*h.pdf', "a_b_c_d_e_f_g_h.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("aux.tar.pdf", "_aux.tar.pdf"),
        ("lpt1.txt", "_lpt1.txt"),
        ("com¹.txt", "_com¹.txt"),
        ("console.pdf", "console.pdf"),
        ("nul", "_nul"),
        (".pdf", "pdf"),
        ("...", "file"),
        ("", "file"),
        ("   .  ", "file"),
        ("  акт  за   май .pdf ", "акт за май.pdf"),
        ("акт.pdf...", "акт.pdf"),
        ("и\u0306од.pdf", "йод.pdf"),
        ("акт.pdf::$DATA", "акт.pdf__$DATA"),
    ],
)
def test_names(given: str, kept: str) -> None:
    assert clean_name(given) == kept
    assert clean_name(kept) == kept


def test_long_names_keep_their_extension() -> None:
    name = clean_name("Ұ" * 400 + ".pdf")
    assert len(name) == MAX_LENGTH
    assert name.endswith("Ұ.pdf")


def test_a_very_long_extension_is_no_extension() -> None:
    assert len(clean_name("акт." + "п" * 300)) == MAX_LENGTH


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), ("_nul", ""), ("a.", "")]
)
def test_extensions(name: str, extension: str) -> None:
    assert extension_of(name) == extension
