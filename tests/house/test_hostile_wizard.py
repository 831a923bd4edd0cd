"""Junk in the steps of the wizard is answered, and never by a mistake of the program."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from regtrack.extensions import db
from tests.cast import Cast
from tests.obligations.population import shipped
from tests.obligations.test_pages import start
from tests.page_client import PageClient

JUNK = ("", "-1", "0", "9" * 400, "x" * 50_000, "2026-02-30", "decided", "left_open", "confirmed", "😀")


@pytest.mark.parametrize("step", ["people", "values", "cautions", "late"])
def test_junk_is_answered(client_as: Callable[[str], PageClient], cast: Cast, step: str) -> None:
    client, plan, dice = client_as("director"), shipped("ru-ediary-plan"), random.Random(5)
    db.session.commit()
    base = start(client, cast, plan)
    names = [str(name) for name in client.page(f"{base}/{step}").xpath("//main//@name")]
    for nth in range(12):
        sent = {name: [dice.choice(JUNK)] for name in names if name != "csrf_token" and dice.random() < 0.8}
        for place in (f"{base}/{step}", f"{base}/{step}?page={dice.choice(JUNK[:4])}"):
            assert client.post(place, data=sent).status_code in {302, 422}, (nth, sent)
        assert client.get(f"{base}/check").status_code == 200, (nth, sent)
