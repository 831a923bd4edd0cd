from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from regtrack.audit.models import AuditEntry
from regtrack.errors import Invalid
from regtrack.extensions import db
from regtrack.people import accounts, passwords
from regtrack.people.commands import create_admin, reset_password
from regtrack.people.models import Membership
from tests.cast import PASSWORD, Cast

NAME = "Ким Вера Олеговна"


def run(command: Any, *words: str, typed: str = "") -> Any:
    return CliRunner().invoke(command, list(words), input=typed)


def test_the_first_administrator_is_made(app: Any) -> None:
    done = run(create_admin, "--login", "Vera", "--name", NAME, "--password-stdin", typed=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    account = accounts.by_login("vera")
    assert account is not None
    assert account.installation_admin
    assert passwords.matches(PASSWORD, account.password_hash)
    assert PASSWORD not in done.output
    assert db.session.scalars(select(AuditEntry.tag)).all() == ["account.created"]


def test_the_password_is_asked_twice(app: Any) -> None:
    done = run(create_admin, "--login", "vera", "--name", NAME, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert PASSWORD not in done.output


def test_with_a_school_it_administers_that_too(cast: Cast) -> None:
    words = ("--login", "vera", "--name", NAME, "--password-stdin", "--school", str(cast.school.id))
    assert run(create_admin, *words, typed=f"{PASSWORD}\n").exit_code == 0
    account = accounts.by_login("vera")
    assert account is not None
    member = db.session.scalars(select(Membership).where(Membership.account_id == account.id)).one()
    assert [row.right for row in member.rights] == ["administrator"]


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("--login", "vera", "--name", NAME, "--password-stdin"), "short\n"),
        (("--login", "owner", "--name", NAME, "--password-stdin"), f"{PASSWORD}\n"),
        (("--login", "vera", "--name", NAME, "--password-stdin", "--school", "9999"), f"{PASSWORD}\n"),
    ],
)
def test_what_cannot_be_made_is_refused(cast: Cast, words: tuple[str, ...], typed: str) -> None:
    done = run(create_admin, *words, typed=typed)
    assert isinstance(done.exception, Invalid)
    assert accounts.by_login("vera") is None


def test_a_new_password_for_any_account(cast: Cast) -> None:
    done = run(reset_password, "--login", "STRANGER")
    assert done.exit_code == 0
    password = done.output.split()[-1]
    assert passwords.matches(password, cast["stranger"].account.password_hash)
    assert cast["stranger"].account.must_change_password
    assert isinstance(run(reset_password, "--login", "nobody").exception, Invalid)
