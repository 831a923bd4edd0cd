"""What was backed up comes back: rows, files, heads; while people work; on both databases."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select, text

from regtrack import clock, create_app
from regtrack.audit import service as audit
from regtrack.audit.models import AuditChain, AuditEntry
from regtrack.audit.tags import Tag
from regtrack.audit.verify import verify
from regtrack.cli import regtrack
from regtrack.config import load_settings
from regtrack.errors import Refusal
from regtrack.evidence.models import StoredFile
from regtrack.extensions import db
from regtrack.people import sessions
from regtrack.people.models import Membership
from regtrack.upkeep import schema, tables
from regtrack.upkeep.archive import open_backup
from regtrack.upkeep.backup import LEFT_OUT, make_backup, target_file
from regtrack.upkeep.manifest import Manifest
from regtrack.upkeep.restore import bring_files, bring_rows
from tests.cast import Cast, make_school
from tests.empty_database import empty_database
from tests.upkeep.conftest import put

Counts = dict[str, int]


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on another, empty database of the same kind."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with empty_database(request, folder) as url:
        other = create_app(load_settings({}, instance=folder, database_url=url))
        yield other
        with other.app_context():
            db.engine.dispose()


def counts() -> Counts:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables.in_order()
        if table.name not in LEFT_OUT
    }


def content() -> dict[str, list[Any]]:
    """Every row as the database holds it."""
    found = {}
    for table in tables.in_order():
        if table.name not in {*LEFT_OUT, "audit_entry", "audit_chain"}:
            found[table.name] = [
                tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))
            ]
    return found


def heads() -> dict[str, tuple[int, str]]:
    return {chain.name: (chain.length, chain.head) for chain in db.session.scalars(select(AuditChain))}


def restored(backup: Path, store: Path) -> Manifest:
    with open_backup(backup) as archive:
        archive.check()
        bring_files(archive, store)
        bring_rows(archive)
        return archive.manifest


def test_everything_comes_back(
    app: Any, school: Cast, backup_file: Path, elsewhere: Flask, tmp_path: Path
) -> None:
    before, rows, stood = counts(), content(), heads()
    files = {row.path: row.sha256 for row in db.session.scalars(select(StoredFile))}
    db.session.rollback()
    with elsewhere.app_context():
        made = restored(backup_file, tmp_path / "store")
        assert {table.name: table.rows for table in made.tables} == before
        assert {head.name: (head.length, head.head) for head in made.heads} == stood
        assert content() == rows
        after = counts()
        assert after.pop("audit_entry") == before.pop("audit_entry") + len(stood)
        assert after == before
        assert {file.path: file.sha256 for file in made.files} == files
        assert len(files) == 6
        assert all((tmp_path / "store" / path).is_file() for path in files)


def test_a_new_epoch_goes_on_from_where_the_backup_stood(
    app: Any, backup_file: Path, elsewhere: Flask, tmp_path: Path
) -> None:
    stood = heads()
    db.session.rollback()
    with elsewhere.app_context():
        restored(backup_file, tmp_path / "store")
        assert set(heads()) == set(stood)
        for chain in db.session.scalars(select(AuditChain)):
            length, head = stood[chain.name]
            entry = db.session.scalars(
                select(AuditEntry).where(AuditEntry.chain_id == chain.id, AuditEntry.seq == length + 1)
            ).one()
            body = json.loads(entry.body)
            assert (chain.epoch, body["epoch"]) == (2, 2)
            assert (entry.tag, entry.previous, body["data"]["head"]) == (Tag.RESTORED, head, head)
        db.session.rollback()
        assert verify().fine


def test_rows_are_numbered_on_from_the_last(
    app: Any, school: Cast, backup_file: Path, elsewhere: Flask, tmp_path: Path
) -> None:
    last = max(school.school.id, school.other.id)
    db.session.rollback()
    with elsewhere.app_context():
        restored(backup_file, tmp_path / "store")
        assert make_school("Третья", "Третья").id == last + 1
        db.session.rollback()


def test_a_key_of_a_table_to_itself_comes_back(
    app: Any, school: Cast, backup_file: Path, elsewhere: Flask, tmp_path: Path
) -> None:
    owner, deputy = school["owner"].id, school["deputy"].id
    db.session.rollback()
    with elsewhere.app_context():
        restored(backup_file, tmp_path / "store")
        assert db.session.get_one(Membership, owner).supervisor_id == deputy


def test_what_opens_doors_stays_out(app: Any, school: Cast, tmp_path: Path) -> None:
    session = sessions.start(school["owner"].account, "a browser of nobody else")
    token = session.get_id()
    db.session.commit()
    (tmp_path / "config.toml").write_text('smtp_password = "тайна"', encoding="utf-8")
    target = tmp_path / "backup.tar"
    made = make_backup(target, app.settings.store)
    assert LEFT_OUT.isdisjoint({table.name for table in made.tables})
    content = target.read_bytes()
    for secret in (app.secret_key, "тайна", "a browser of nobody else", token):
        assert secret.encode() not in content
    if os.name == "posix":
        assert target.stat().st_mode & 0o077 == 0


def test_a_backup_while_others_write_is_one_moment(app: Any, school: Cast, tmp_path: Path) -> None:
    written, stop = [0], threading.Event()

    def write() -> None:
        with app.app_context(), clock.at(clock.now()):
            while not stop.is_set() and written[0] < 500:
                audit.record(Tag.SCHOOL_CHANGED, school_id=school_id, actor=None, subject="school")
                db.session.commit()
                written[0] += 1
            db.session.remove()

    school_id = school.school.id
    db.session.rollback()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        lengths = []
        for nth in range(3):
            target = tmp_path / f"{nth}.tar"
            made = make_backup(target, app.settings.store)
            with open_backup(target) as archive:
                archive.check()
            lengths.append(sum(head.length for head in made.heads))
    finally:
        stop.set()
        writer.join()
    assert written[0] > 0
    assert lengths == sorted(lengths)


@pytest.mark.parametrize("reason", ["missing", "altered"])
def test_damage_in_the_store_is_told_and_does_not_stop_the_backup(
    app: Any, school: Cast, tmp_path: Path, elsewhere: Flask, reason: str
) -> None:
    path = db.session.scalars(select(StoredFile.path).order_by(StoredFile.path)).first()
    db.session.rollback()
    assert path is not None
    file = app.settings.store / path
    if reason == "missing":
        file.unlink()
    else:
        put(file, b"another")
    made = make_backup(tmp_path / "backup.tar", app.settings.store)
    assert [(damage.path, damage.reason) for damage in made.damaged] == [(path, reason)]
    with elsewhere.app_context():
        assert restored(tmp_path / "backup.tar", tmp_path / "store").damaged == made.damaged


def test_a_backup_appears_whole_or_not_at_all(app: Any, school: Cast, tmp_path: Path) -> None:
    db.session.execute(text("DROP TABLE review"))
    db.session.commit()
    (tmp_path / "out").mkdir()
    with pytest.raises(Exception, match="review"):
        make_backup(tmp_path / "out" / "backup.tar", app.settings.store)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_target_is_a_new_file_in_a_folder_that_is_there(tmp_path: Path) -> None:
    assert target_file(tmp_path).name == "regtrack-20261120-050000.tar"
    assert target_file(tmp_path / "a.tar") == tmp_path / "a.tar"
    (tmp_path / "a.tar").touch()
    with pytest.raises(Refusal):
        target_file(tmp_path / "a.tar")
    with pytest.raises(Refusal):
        target_file(tmp_path / "no such folder" / "a.tar")


def run(app: Any, *arguments: str | Path) -> Result:
    environ = {
        "REGTRACK_INSTANCE": str(app.settings.instance),
        "REGTRACK_DATABASE_URL": app.settings.database_url,
    }
    return CliRunner().invoke(regtrack, ["--lang", "en", *map(str, arguments)], env=environ)


def test_the_commands(app: Any, school: Cast, tmp_path: Path, elsewhere: Any) -> None:
    db.session.remove()
    done = run(app, "backup", tmp_path / "b.tar")
    assert (done.exit_code, "6 files" in done.output) == (0, True), done.output
    assert run(app, "restore", "--check", tmp_path / "b.tar").exit_code == 0
    refused = run(app, "restore", tmp_path / "b.tar")
    assert (refused.exit_code, "not empty" in refused.output) == (1, True), refused.output
    done = run(elsewhere, "restore", tmp_path / "b.tar")
    assert done.exit_code == 0, done.output
    names = {file.name for file in elsewhere.settings.instance.iterdir()}
    assert not {name for name in names if "restoring" in name}
    assert len([file for file in elsewhere.settings.store.rglob("*") if file.is_file()]) == 6
    checked = run(elsewhere, "verify", "audit")
    assert checked.exit_code == 0, checked.output
    again = run(elsewhere, "restore", tmp_path / "b.tar")
    assert again.exit_code == 1


def test_an_empty_database_cannot_be_backed_up(app: Any, tmp_path: Path) -> None:
    refused = run(app, "backup", tmp_path / "b.tar")
    assert (refused.exit_code, "regtrack init" in refused.output) == (4, True), refused.output
    assert not (tmp_path / "b.tar").exists()
    assert schema.is_empty()
