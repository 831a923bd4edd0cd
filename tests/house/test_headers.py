"""Every kind of answer is guarded: pages, refusals, redirects, papers and files that are not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from regtrack.extensions import db
from tests.adopted import adopted
from tests.cast import Cast
from tests.page_client import PageClient


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/s/1/tasks"),
        ("GET", "/s/2/tasks"),
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("GET", "/static/nothing"),
        ("GET", "/language/kk"),
        ("GET", "/s/1//tasks"),
        ("GET", "/s/1/tasks?q=%00"),
        ("GET", "/healthz"),
        ("PUT", "/s/1/tasks"),
        ("HEAD", "/s/1/tasks"),
        ("OPTIONS", "/s/1/tasks"),
        ("GET", "/s/1/regulations/1/order.docx"),
        ("GET", "/s/1/regulations/1/execution.docx"),
    ],
)
def test_answers_are_guarded(
    client_as: Callable[[str], PageClient], cast: Cast, method: str, address: str
) -> None:
    if "regulations" in address:
        adopted(cast)
        db.session.commit()
    answer = client_as("director").open(address, method=method)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    if address.endswith(".docx"):
        assert answer.status_code == 200
        assert 'attachment; filename="ru-ediary-plan 2026-27.docx"' in answer.headers["Content-Disposition"]
