"""Tidies what uploads cut off in the middle have left; never touches a whole file."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from regtrack import clock
from regtrack.evidence import store
from regtrack.evidence.verify import stray_files

log = logging.getLogger("regtrack.evidence")

# Longer than any upload can take.
OLD = timedelta(hours=24)


@dataclass(frozen=True)
class Swept:
    removed: int  # temporary files
    orphans: tuple[str, ...]  # whole files without a row, relative to the store; left where they are


def sweep() -> Swept:
    """Remove temporary files older than a day and report whole files that no row speaks of."""
    before = (clock.now() - OLD).timestamp()
    removed = 0
    for path in store.root().rglob(f"{store.TEMPORARY}*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    orphans = tuple(stray_files())
    if orphans:
        log.warning("%d files in the store belong to no hand-in, the first is %s", len(orphans), orphans[0])
    return Swept(removed, orphans)
