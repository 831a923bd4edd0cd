"""The language of a command that runs without the whole application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Flask
from flask_babel import Babel, force_locale

LANGUAGES = ("ru", "kk", "en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts are in that language inside the block; needs no database and no settings."""
    app = Flask("regtrack")
    cast(Any, Babel)(app, default_locale=language)  # the library has no types
    with app.app_context(), force_locale(language):
        yield
