from __future__ import annotations

from typing import Any

import pytest

from regtrack.errors import Invalid
from regtrack.people import passwords

GOOD = [
    "тихий-паровоз-42",
    "корова ест сено",
    "correct horse battery",
    "Z" * 9 + "яблоко",
    "п" + "ab" * 60 + "!",
]
BAD = [
    "",
    "девять998",
    "x1" * 65,
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "ЙЦУКЕНГШЩЗ",
    "password123",
    "пароль12345",
    "P@ssword2026!",
    "aaaaaaaaaaaa",
    "абвабвабвабв",
    "1q2w3e4r5t",
    "01.09.2026",
    "+79131234567",
    "qwerty qwerty",
    "petrova.marina",
    "aniram.avortep",
    "Petrova.Marina",
]


@pytest.mark.parametrize("password", GOOD)
def test_good_passwords_pass(app: Any, password: str) -> None:
    passwords.check_policy(password, login="petrova.marina")


@pytest.mark.parametrize("password", BAD)
def test_bad_passwords_are_refused_with_the_field(app: Any, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_policy(password, login="petrova.marina")
    assert refused.value.field == "new"
    assert password == "" or password not in refused.value.message


def test_an_address_as_login_is_not_its_own_password(app: Any) -> None:
    with pytest.raises(Invalid):
        passwords.check_policy("petrova.marina", login="petrova.marina@school.test")


def test_a_hash_tells_right_from_wrong_and_is_argon2id() -> None:
    kept = passwords.hash_password("тихий-паровоз-42")
    assert kept.startswith("$argon2id$")
    assert passwords.matches("тихий-паровоз-42", kept)
    assert not passwords.matches("тихий-паровоз-43", kept)


def test_no_password_matches_nothing() -> None:
    assert not passwords.matches("", None)
    assert not passwords.matches("anything at all", None)


def test_temporary_passwords_differ_and_pass_the_policy(app: Any) -> None:
    made = {passwords.temporary_password() for _n in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check_policy(password, login="x")
        assert not set(password) & set("01iloILO")
