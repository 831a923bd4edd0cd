"""Kills real processes in the middle of uploads; afterwards no row may speak of a file that is not whole.

`python -m tests.faults.upload_kills --kills 200` is the long form; the suite runs the quick one.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from regtrack import create_app
from regtrack.config import load_settings
from regtrack.evidence import store
from regtrack.evidence.verify import Fault, verify_store
from regtrack.extensions import Model, db
from tests.cast import gather

SEED = 20261120


def upload_for_ever(app: Any, school_id: int, member_id: int, seed: int, tell: int) -> None:
    """What a killed process was doing: one file after another, each its own transaction.

    Writes a byte to `tell` when it begins and after each commit.
    """
    dice = random.Random(seed)
    noise = dice.randbytes(3_000_000)  # made once, so that nearly all the time is spent in the store
    with app.app_context():
        while True:
            os.write(tell, b".")
            content = b"%PDF-1.7\n" + noise[dice.randint(0, 2_900_000) :]
            store.put(io.BytesIO(content), "акт.pdf", school_id=school_id, received_from_id=member_id)
            db.session.commit()


@contextmanager
def prepared(folder: Path) -> Iterator[tuple[Any, int, int]]:
    app = create_app(load_settings({}, instance=folder))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        cast = gather()
        db.session.commit()
        found = app, cast.school.id, cast["owner"].id
        db.session.remove()
        db.engine.dispose()
        yield found
        db.session.remove()
        db.engine.dispose()


def kill_uploads(folder: Path, kills: int) -> dict[str, int]:
    """Fork, let it upload, kill -9; `times`. Counts of what stands afterwards."""
    dice = random.Random(SEED)
    with prepared(folder) as (app, school_id, member_id):
        for nth in range(kills):
            heard, tell = os.pipe()
            child = os.fork()
            if child == 0:
                upload_for_ever(app, school_id, member_id, SEED + nth, tell)
            # On a busy machine a child may take long to begin: count from its first or second file.
            for _file in range(1 + nth % 2):
                os.read(heard, 1)
            time.sleep(dice.uniform(0.001, 0.1))
            os.kill(child, signal.SIGKILL)
            assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
            os.close(heard)
            os.close(tell)
        findings = verify_store()
        rows = db.session.query(store.StoredFile).count()
        return {
            "kills": kills,
            "rows": rows,
            "rows_without_whole_file": sum(finding.fault != Fault.STRAY for finding in findings),
            "orphans": sum(finding.fault == Fault.STRAY for finding in findings),
            "temporaries": sum(1 for _ in store.root().rglob(f"{store.TEMPORARY}*")),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        result = kill_uploads(given.folder or Path(fresh), given.kills)
    print(json.dumps(result))
    raise SystemExit(1 if result["rows_without_whole_file"] else 0)


if __name__ == "__main__":
    main()
