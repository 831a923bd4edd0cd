"""`regtrack serve` as a real process: it answers, stops in order, and does not come twice."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Start = Callable[..., "subprocess.Popen[str]"]
TIMEOUT = 60  # seconds; the machine may be busy
FAST = {"REGTRACK_LANGUAGE": "en", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `regtrack …` on an instance folder with a space in its name; kills what is left."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "regtrack.cli", *arguments],
            env={**os.environ, **FAST, "REGTRACK_INSTANCE": str(tmp_path / "my school")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if found := re.search(r"RegTrack is ready: (http://\S+)", line):
            return found[1]
    raise AssertionError("".join(seen))


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_from_nothing_to_pages_and_back(start: Start, tmp_path: Path) -> None:
    process = start("serve", "--port", "0", "--no-scheduler")
    address = address_of(process)
    assert status_of(f"{address}/login") == 200
    assert status_of(f"{address}/healthz") == 503  # no scheduler runs, and it says so
    second = start("serve", "--port", "0")
    output, _none = second.communicate(timeout=TIMEOUT)
    assert (second.returncode, "already runs" in output) == (3, True), output
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=TIMEOUT) == 0
    again = start("serve", "--port", "0")
    address = address_of(again)
    assert status_of(f"{address}/healthz") == 200
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=TIMEOUT) == 0
    assert {"regtrack.db", "regtrack.lock", "secret_key"} <= {
        p.name for p in (tmp_path / "my school").iterdir()
    }


def test_a_port_that_is_taken_is_said(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = start("serve", "--port", port, "--no-scheduler")
        output, _none = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, port in output, "--port" in output) == (3, True, True), output
    assert "Traceback" not in output


SLOW = """
    import sys, time
    from pathlib import Path
    from regtrack.config import load_settings
    from regtrack.server import listen, port_of, run

    def slow(environ, start_response):
        print("asked", flush=True)
        time.sleep(1.5)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    server = listen(slow, load_settings({}, instance=Path(sys.argv[1]), port=0))
    print(port_of(server), flush=True)
    run(server)
"""


def test_a_request_in_flight_is_answered_before_the_end(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SLOW), str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        port = process.stdout.readline().strip()
        answers: list[bytes] = []

        def ask() -> None:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=TIMEOUT) as response:
                answers.append(response.read())

        asking = threading.Thread(target=ask)
        asking.start()
        assert process.stdout.readline().strip() == "asked"
        process.send_signal(signal.SIGTERM)
        asking.join(TIMEOUT)
        assert process.wait(timeout=TIMEOUT) == 0
        assert answers == [b"done"]
    finally:
        process.kill()
        process.communicate()
