"""Each kind that is taken, and content that is not what its name says."""

from __future__ import annotations

import struct
import tempfile

import pytest

from regtrack.errors import Invalid
from regtrack.evidence.kinds import KINDS, require_content, require_extension
from regtrack.evidence.names import extension_of
from tests.evidence.samples import (
    GOOD,
    JPEG,
    MAIL,
    OLE,
    PDF,
    PNG,
    SIGNATURE,
    compound,
    open_xml,
    word,
    zipped,
)

pytestmark = pytest.mark.usefixtures("app")

SHEET = "spreadsheetml.sheet.main+xml"
WITH_MACROS = open_xml("wordprocessingml.document.main+xml", {"word/vbaProject.bin": b"x"})
MACRO_KIND = "application/vnd.ms-word.document.macroEnabled.main+xml"
MACRO_TYPE = zipped({"[Content_Types].xml": f'<Override ContentType="{MACRO_KIND}"/>'})


def look(name: str, content: bytes) -> str:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return require_content(name, file)


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_taken(name: str) -> None:
    assert look(name, GOOD[name]) == KINDS[extension_of(name)].media_type


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "a.pdf.exe",
        "a.html",
        "a.svg",
        "a.js",
        "a.zip",
        "a.rar",
        "a.docm",
        "a.lnk",
        "a.bat",
        "a",
        "a.rtf",
    ],
)
def test_other_extensions_are_refused_by_name(name: str) -> None:
    with pytest.raises(Invalid, match=name):
        require_extension(name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", JPEG),
        ("a.pdf", b"MZ\x90\0" + b"\0" * 200),
        ("a.pdf", b" " * 2000 + PDF),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.jpg", PNG),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.docx", zipped({"evil.exe": b"MZ"})),
        ("a.docx", open_xml(SHEET)),
        ("a.xlsx", word()),
        ("a.docx", word()[:-40]),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.odt", zipped({"mimetype": "text/html"})),
        ("a.docx", WITH_MACROS),
        ("a.docx", MACRO_TYPE),
        ("a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/x.xml": "<a/>"})),
        ("a.doc", compound("Workbook")),
        ("a.xls", compound("WordDocument")),
        ("a.doc", OLE + b"\0" * 600),
        ("a.doc", compound("WordDocument", "_VBA_PROJECT")),
        ("a.txt", PDF),
        ("a.txt", b"MZ\x90\0"),
        ("a.txt", b"text\0text"),
        ("a.csv", PNG),
        ("a.txt", word()),
        ("a.eml", b"no headers at all"),
        ("a.eml", PDF),
        ("a.txt", b"\x7fELF"),
        ("a.sig", MAIL),
        ("a.p7s", b"\x30\x03abc"),
        ("a.heic", b"\0\0\0\x18ftypisom"),
        ("a.webp", b"RIFF\0\0\0\0AVI "),
        ("a.tiff", SIGNATURE),
    ],
)
def test_spoofed_content_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid, match=name):
        look(name, content)


def test_macros_are_named_as_the_reason() -> None:
    with pytest.raises(Invalid) as refused:
        look("приказ.docx", WITH_MACROS)
    with pytest.raises(Invalid) as damaged:
        look("приказ.docx", JPEG)
    assert refused.value.message != damaged.value.message


def test_an_archive_with_an_enormous_list_is_not_read() -> None:
    content = bytearray(word())
    at = content.rfind(b"PK\x05\x06")
    content[at + 8 : at + 12] = struct.pack("<HH", 65_000, 65_000)
    with pytest.raises(Invalid):
        look("a.docx", bytes(content))


def test_a_listing_that_explodes_is_cut_off() -> None:
    """50 MB of content types in a small archive: read to its limit, refused, not unpacked."""
    bomb = zipped({"[Content_Types].xml": b" " * 50_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(Invalid):
        look("a.docx", bomb)
