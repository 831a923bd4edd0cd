"""A body that is refused half-way leaves no open file behind."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from tests.cast import Cast
from tests.page_client import PageClient


@pytest.mark.parametrize("settings_overrides", [{"max_upload_mb": 1}])
def test_a_refused_upload_leaves_no_open_file(
    cast: Cast, app: Any, client_as: Callable[[str], PageClient]
) -> None:
    app.config["MAX_FORM_PARTS"] = 2
    client = client_as("owner")
    parts = [(BytesIO(b"x" * 700_000), f"{n}.pdf") for n in range(4)]
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always", ResourceWarning)
        response = client.post(
            "/account",
            data={"files": parts},
            content_type="multipart/form-data",
        )
        environ = response.request.environ
        environ["wsgi.input"].close()  # the test's own temporary file
        del response, environ
        gc.collect()
    assert [str(warning.message) for warning in seen if warning.category is ResourceWarning] == []
