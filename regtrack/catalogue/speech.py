"""The language of a command that runs without the whole application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_babel import Babel, force_locale

LANGUAGES = ("ru", "kk", "en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts are in that language inside the block; needs no database and no settings."""
    app = Flask("regtrack")
    Babel(app, default_locale=language)
    with app.app_context(), force_locale(language):
        yield
