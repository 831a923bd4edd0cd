"""The passwords that are tried first, as far as they are long enough to be allowed at all."""

from __future__ import annotations

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1й2ц3у4к5е6н7г8ш9щ0з",
    "йфяцычувскамепинртгоьшлб",
)
_WELL_KNOWN = """
    password passw0rd p@ssw0rd p@ssword qwerty qwertyuiop qwerty123 admin administrator welcome iloveyou
    letmein football princess sunshine superman starwars dragon master monkey shadow michael trustno1
    whatever baseball liverpool computer internet changeme default secret google samsung pokemon marina
    natasha svetlana nikita vladimir aleksandr alexander andrey dmitriy ekaterina anastasia spartak
    zenit lokomotiv russia rossiya kazakhstan qazaqstan astana almaty moscow moskva school shkola mektep
    director direktor uchitel teacher regtrack parol gfhjkm пароль парол админ администратор школа
    мектеп директор учитель мұғалім любовь солнышко наташа марина максим андрей россия москва казахстан
    қазақстан құпиясөз привет спартак зенит йцукен йцукенгшщз любимая котенок секрет добрыйдень
"""
_WORDS = frozenset(_WELL_KNOWN.split())
_OFTEN_ADDED = "0123456789!?.@#$*_-+"


def is_common(password: str) -> bool:
    """Whether a password is a well-known one, a row of keys or letters, or a short thing repeated."""
    folded = password.casefold().replace(" ", "")
    if _repeats(folded) or any(folded in run or folded in run[::-1] for run in _RUNS):
        return True
    core = folded.strip(_OFTEN_ADDED)
    return core == "" and _few_digits(folded) or core in _WORDS or _repeated_word(core)


def _repeats(text: str) -> bool:
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _few_digits(text: str) -> bool:
    """A date or a telephone number: digits and dots only."""
    return sum(letter.isdigit() for letter in text) <= 12


def _repeated_word(core: str) -> bool:
    return any(core == word * 2 for word in _WORDS)
