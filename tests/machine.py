"""Programs of the machine that some tests need; on CI a missing one is a failure, elsewhere a skip."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "libreoffice": ("soffice", "libreoffice"),
}


def need(what: str) -> str:
    """The path of a program: need("chromium"), need("libreoffice")."""
    for name in NAMES[what]:
        if found := shutil.which(name):
            return found
    sentence = f"{what} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
