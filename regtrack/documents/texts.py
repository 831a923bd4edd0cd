"""The sentences of papers: one folder per kind under templates/docx, one file per language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from regtrack import paths

LANGUAGES = ("ru", "kk")


@lru_cache(maxsize=32)
def texts(kind: str, lang: str) -> dict[str, Any]:
    """The texts of a paper; papers exist in Russian and Kazakh only.

    Raises:
        LookupError: no such kind of paper, or not in this language.
    """
    file = paths.templates() / "docx" / kind / f"{lang}.yaml"
    if lang not in LANGUAGES or not file.is_file():
        raise LookupError(f"no paper {kind!r} in {lang!r}")
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def kinds() -> list[str]:
    """The kinds of paper that can be drafted."""
    return sorted(folder.name for folder in (paths.templates() / "docx").iterdir() if folder.is_dir())
