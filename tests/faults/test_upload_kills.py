"""The long form: 200 kills in the middle of uploads, no row without its whole file."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_two_hundred_killed_uploads() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.upload_kills", "--kills", "200"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = json.loads(done.stdout)
    print(counted)
    assert (counted["kills"], counted["rows_without_whole_file"]) == (200, 0)
    assert counted["rows"] > 200
