"""How several places of a regulation are said in one phrase."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from regtrack.catalogue.labels import places


@pytest.mark.parametrize(
    ("count", "language", "begins"),
    [
        (1, "ru", "пункт 1"),
        (2, "ru", "пункты 1, 2"),
        (5, "ru", "пункты 1, 2, 3, 4, 5"),
        (21, "ru", "пункты 1, 2, 3"),
        (31, "ru", "пункты 1, 2, 3"),
        (1, "en", "clause 1"),
        (21, "en", "clauses 1, 2, 3"),
    ],
)
def test_one_place_is_singular_and_all_else_is_not(
    app: Flask, count: int, language: str, begins: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert places([str(number) for number in range(1, count + 1)]).startswith(begins)
