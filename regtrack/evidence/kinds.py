"""Which files are taken: by extension and by content, both must say the same."""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable
from typing import IO, NamedTuple

from flask_babel import gettext as _

from regtrack.errors import Invalid
from regtrack.evidence.archives import HasMacros, office_kind
from regtrack.evidence.names import extension_of

HEAD = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_ARMOUR = re.compile(rb"^\s*(-----BEGIN (PKCS7|CMS|SIGNED MESSAGE|SIGNATURE)-----|MII[A-Za-z0-9+/=\s]+$)")
_HEADER = re.compile(rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.MULTILINE)
_MAIL = re.compile(rb"^(from|date|received|message-id|subject):", re.IGNORECASE | re.MULTILINE)
_NOT_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")
_OTHERS = (b"%PDF-", b"PK\x03\x04", b"MZ", b"\x7fELF", b"#!", b"{\\rtf", b"Rar!", b"\xff\xd8\xff", b"\x89PNG")
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

Check = Callable[[IO[bytes], bytes], bool]


class Kind(NamedTuple):
    media_type: str
    check: Check


def _starts(*signatures: bytes) -> Check:
    return lambda _file, head: head.startswith(signatures)


def _office(kind: str) -> Check:
    return lambda file, head: head.startswith(b"PK\x03\x04") and office_kind(file) == kind


def _ole(*streams: str) -> Check:
    """A compound file of the old Office that has the stream of its program and no macros."""
    marks = [name.encode("utf-16-le") for name in streams]

    def check(file: IO[bytes], head: bytes) -> bool:
        if not head.startswith(_OLE):
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content.find("_VBA_PROJECT".encode("utf-16-le")) >= 0:
                raise HasMacros
            return any(content.find(mark) >= 0 for mark in marks)

    return check


def _heic(_file: IO[bytes], head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC


def _webp(_file: IO[bytes], head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _pdf(_file: IO[bytes], head: bytes) -> bool:
    return b"%PDF-" in head[:1024]


def _text(_file: IO[bytes], head: bytes) -> bool:
    if head.startswith(_OTHERS):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        decoded = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
        return "\0" not in decoded and "\ufffd" not in decoded[:-1]
    return not _NOT_TEXT.intersection(head)


def _mail(file: IO[bytes], head: bytes) -> bool:
    unified = head.replace(b"\r\n", b"\n")
    found = _HEADER.match(unified)
    return _text(file, head) and found is not None and bool(_MAIL.search(found.group()))


def _signature(_file: IO[bytes], head: bytes) -> bool:
    return (head[:1] == b"\x30" and _SIGNED_DATA in head[:64]) or bool(_ARMOUR.match(head))


_DOCUMENT = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", _pdf),
    "docx": Kind(_DOCUMENT + "wordprocessingml.document", _office("docx")),
    "xlsx": Kind(_DOCUMENT + "spreadsheetml.sheet", _office("xlsx")),
    "pptx": Kind(_DOCUMENT + "presentationml.presentation", _office("pptx")),
    "odt": Kind(_OPEN + "text", _office("odt")),
    "ods": Kind(_OPEN + "spreadsheet", _office("ods")),
    "doc": Kind("application/msword", _ole("WordDocument")),
    "xls": Kind("application/vnd.ms-excel", _ole("Workbook", "Book")),
    "jpg": Kind("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": Kind("image/jpeg", _starts(b"\xff\xd8\xff")),
    "png": Kind("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "heic": Kind("image/heic", _heic),
    "heif": Kind("image/heif", _heic),
    "webp": Kind("image/webp", _webp),
    "tif": Kind("image/tiff", _starts(b"II*\0", b"MM\0*")),
    "tiff": Kind("image/tiff", _starts(b"II*\0", b"MM\0*")),
    "txt": Kind("text/plain", _text),
    "csv": Kind("text/csv", _text),
    "eml": Kind("message/rfc822", _mail),
    "sig": Kind("application/pkcs7-signature", _signature),
    "p7s": Kind("application/pkcs7-signature", _signature),
}
# What a file dialogue offers.
ACCEPT = ",".join(f".{extension}" for extension in KINDS)


def require_extension(name: str) -> Kind:
    """The kind that the name promises; refused in words before anything is read."""
    extension = extension_of(name)
    kind = KINDS.get(extension)
    if kind is not None:
        return kind
    if extension in {"docm", "xlsm", "pptm", "dotm", "xltm"}:
        raise macros_refused(name)
    raise Invalid(
        _(
            "“%(name)s” was not taken: files of this kind are not accepted. "
            "Save it as PDF, or make a photo or a scan.",
            name=name,
        ),
        field="files",
    )


def require_content(name: str, file: IO[bytes]) -> str:
    """The media type of a file whose content is what its name promises; refused in words otherwise."""
    kind = require_extension(name)
    file.seek(0)
    head = file.read(HEAD)
    try:
        matches = kind.check(file, head)
    except HasMacros:
        raise macros_refused(name) from None
    if not matches:
        raise Invalid(
            _(
                "“%(name)s” was not taken: its content is not what its name says, or it is damaged. "
                "Open it, save it again as PDF and add that.",
                name=name,
            ),
            field="files",
        )
    return kind.media_type


def macros_refused(name: str) -> Invalid:
    return Invalid(
        _("“%(name)s” was not taken: it carries macros. Save it without macros, or as PDF.", name=name),
        field="files",
    )
