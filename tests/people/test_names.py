from __future__ import annotations

import pytest

from regtrack.people.devices import device_name
from regtrack.people.form_pages import local_place
from regtrack.people.names import fold_login, short_name


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Петрова Мария Ивановна", "Петрова М. И."),
        ("Әлиева Қарлығаш Ерланқызы", "Әлиева Қ. Е."),
        ("Серікұлы Дәурен", "Серікұлы Д."),
        ("Нұрланов Асан Серік ұлы", "Нұрланов А. С."),
        ("Омарова Айгүл Бақыт қызы", "Омарова А. Б."),
        ("Мамедов Али Гасан оглы", "Мамедов А. Г."),
        ("Римский-Корсаков Николай Андреевич", "Римский-Корсаков Н. А."),
        ("Ким Анна-Мария", "Ким А.-М."),
        ("фон Берг Иван Петрович", "фон Берг И. П."),
        ("  Ёлкин   Яков  ", "Ёлкин Я."),
        ("Плато", "Плато"),
        ("", ""),
    ],
)
def test_short_names(full: str, short: str) -> None:
    assert short_name(full) == short


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        (" Ivanova ", "ivanova"),
        ("ИВАНОВА", "иванова"),
        ("A.Kim@School.RU", "a.kim@school.ru"),
        ("ｋｉｍ", "kim"),
    ],
)
def test_logins_have_one_spelling(typed: str, login: str) -> None:
    assert fold_login(typed) == login


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/s/1/tasks?state=open", True),
        ("/", True),
        ("//evil.example/", False),
        ("/\\evil.example", False),
        ("\\\\evil.example", False),
        ("/a\\..\\b", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/\t/evil.example", False),
        ("/x\r\nSet-Cookie: a=b", False),
        (" //evil.example", False),
        ("s/1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_local_places_are_gone_to(target: str | None, kept: bool) -> None:
    assert local_place(target) == (target if kept else None)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 YaBrowser/25",
            "Yandex Browser, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0 <script>", "curl/8.0 script"),
        ("", ""),
    ],
)
def test_devices_are_named(agent: str, name: str) -> None:
    assert device_name(agent) == name
