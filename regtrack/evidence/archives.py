"""Office files that are zip archives: what they really are, looked at without unpacking them."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import IO

MAX_ENTRIES = 10_000
MAX_DIRECTORY = 4 * 1024 * 1024
MAX_LISTING = 1024 * 1024
_END = b"PK\x05\x06"
_MAIN_PART = re.compile(
    rb"application/vnd\.openxmlformats-officedocument\."
    rb"(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.(?:presentation|slideshow))\.main\+xml"
)
_OPEN_XML = {
    b"wordprocessingml.document": "docx",
    b"spreadsheetml.sheet": "xlsx",
    b"presentationml.presentation": "pptx",
    b"presentationml.slideshow": "pptx",
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|basic/|scripts/)", re.IGNORECASE)


class HasMacros(Exception):
    """The file carries a program."""


def office_kind(file: IO[bytes]) -> str | None:
    """ "docx", "xlsx", "pptx", "odt", "ods", or None for any other (or broken) archive.

    Raises:
        HasMacros: the file carries macros, whatever its extension says.
    """
    if not _bounded(file):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any(_MACROS.search(name) for name in names):
                raise HasMacros
            if "[Content_Types].xml" in names:
                return _open_xml(_read(archive, "[Content_Types].xml"))
            if "mimetype" in names:
                return _OPEN_DOCUMENT.get(_read(archive, "mimetype").strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return None
    return None


def _open_xml(types: bytes) -> str | None:
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise HasMacros
    found = _MAIN_PART.search(types)
    return _OPEN_XML[found.group(1)] if found else None


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of an entry: an archive that grows when it is unpacked is cut off here."""
    with archive.open(name) as part:
        return part.read(MAX_LISTING)


def _bounded(file: IO[bytes]) -> bool:
    """Is the list of contents small enough to be read into memory?"""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        return False
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    return bool(0 < entries <= MAX_ENTRIES and directory <= MAX_DIRECTORY)
