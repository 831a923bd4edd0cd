"""Reading papers as Word, LibreOffice and a validator do."""

from __future__ import annotations

import subprocess
from pathlib import Path

from docx import Document
from openxml_audit import OpenXmlValidator

from tests.machine import need


def text_of(file: Path) -> str:
    """All text of the body in reading order, cells of a row parted by tabs."""
    document = Document(str(file))
    lines = []
    for block in document.element.body:
        if block.tag.endswith("}p"):
            lines.append("".join(node.text or "" for node in block.iter() if node.tag.endswith("}t")))
        elif block.tag.endswith("}tbl"):
            for row in block.iter():
                if row.tag.endswith("}tr"):
                    cells = [cell for cell in row if cell.tag.endswith("}tc")]
                    lines.append(
                        "\t".join(
                            " ".join(n.text or "" for n in cell.iter() if n.tag.endswith("}t"))
                            for cell in cells
                        )
                    )
    return "\n".join(lines)


def faults_of(file: Path) -> list[str]:
    """What a strict reader of the format objects to."""
    result = OpenXmlValidator().validate(str(file))
    return [str(error) for error in result.errors]


def as_pdf(file: Path, folder: Path) -> Path:
    """LibreOffice's own opinion; a profile of its own, so that two can run at once."""
    office = need("libreoffice")
    done = subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(file),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    made = folder / f"{file.stem}.pdf"
    assert made.exists(), done.stderr
    return made
