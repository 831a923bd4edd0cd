"""`verify audit` on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from regtrack.audit.commands import verify
from regtrack.audit.service import head_of
from regtrack.extensions import db
from tests.audit import tamper
from tests.cast import Cast


def run(app: Any, *words: str) -> tuple[int, str]:
    """Exit code and output."""
    result = app.test_cli_runner().invoke(verify, ["audit", *words])
    return result.exit_code, result.output


def test_a_whole_log_is_said_to_be_whole(app: Any, cast: Cast) -> None:
    tamper.fill(cast)
    length, head = head_of(cast.school.id)
    code, text = run(app)
    assert (code, f"{length}:{head}" in text) == (0, True)
    assert run(app, "--head", head)[0] == 0
    assert run(app, "--head", f"{length}:{head}")[0] == 0
    assert run(app, "--chain", f"school:{cast.other.id}")[0] == 0


def test_an_empty_installation_is_whole(app: Any) -> None:
    assert run(app)[0] == 0


def test_damage_is_named_for_people_and_for_machines(app: Any, cast: Cast) -> None:
    tamper.fill(cast)
    tamper.swapped(4, 9).act()
    db.session.commit()
    code, text = run(app)
    assert (code, "4" in text) == (1, True)
    code, text = run(app, "--json")
    answer = json.loads(text)
    assert (code, answer["fine"]) == (1, False)
    assert answer["chains"][0]["fault"] == {
        "chain": f"school:{cast.school.id}",
        "code": "link",
        "seq": 4,
        "column": None,
    }
    assert answer["chains"][1]["fault"] is None


@pytest.mark.parametrize(
    ("words", "code"), [(["--head", "ab" * 32], 1), (["--head", "?"], 2), (["--chain", "school:77"], 2)]
)
def test_heads_and_chains_that_are_not_there(app: Any, cast: Cast, words: list[str], code: int) -> None:
    tamper.fill(cast)
    assert run(app, *words)[0] == code
