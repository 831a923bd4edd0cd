"""Small files of each kind that is taken."""

from __future__ import annotations

import io
import zipfile

from docx import Document

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/main.xml" ContentType="{kind}"/></Types>'
)
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(entries: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def open_xml(kind: str, extra: dict[str, bytes | str] | None = None) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES.format(kind=OPEN_XML + kind),
            "main.xml": "<a/>",
            **(extra or {}),
        }
    )


def compound(*streams: str) -> bytes:
    return OLE + b"\0" * 504 + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
MAIL = "From: a@b.test\r\nSubject: =?utf-8?b?0YLQtdGB0YI=?=\r\n\r\nТекст".encode()
SIGNATURE = b"\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\0" * 30

GOOD: dict[str, bytes] = {
    "акт.pdf": PDF,
    "приказ.docx": word(),
    "список.xlsx": open_xml("spreadsheetml.sheet.main+xml"),
    "показ.pptx": open_xml("presentationml.presentation.main+xml"),
    "отчёт.odt": zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
    "таблица.ods": zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    ),
    "старый.doc": compound("Root Entry", "WordDocument"),
    "старый.xls": compound("Root Entry", "Workbook"),
    "фото.JPG": JPEG,
    "фото.jpeg": JPEG,
    "снимок.png": PNG,
    "телефон.heic": b"\0\0\0\x18ftypheic" + b"\0" * 20,
    "снимок.webp": b"RIFF\x20\0\0\0WEBPVP8 ",
    "скан.tif": b"II*\0" + b"\0" * 20,
    "заметка.txt": "Согласия собраны".encode(),
    "заметка-1251.txt": "Согласия собраны".encode("cp1251"),
    "заметка-16.txt": "Согласия собраны".encode("utf-16"),
    "классы.csv": "класс;согласия\r\n5А;25\r\n".encode("utf-8-sig"),
    "письмо.eml": MAIL,
    "приказ.sig": SIGNATURE,
    "приказ.p7s": b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n",
}
