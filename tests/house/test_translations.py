"""Every text that a person sees stands in Russian and Kazakh, and what runs is what was translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "regtrack" / "translations"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACES = re.compile(r"%\((\w+)\)[sd]")


def catalogue(lang: str) -> Catalog:
    with (TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=lang)


@pytest.fixture(scope="module")
def used() -> Catalog:
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        found.add(message, context=context)
    return found


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_every_text_is_translated(used: Catalog, lang: str) -> None:
    known = catalogue(lang)
    missing = []
    for message in used:
        if not message.id:
            continue
        single = message.id if isinstance(message.id, str) else message.id[0]
        found = known.get(single, context=message.context)
        texts = [] if found is None else [found.string] if isinstance(found.string, str) else found.string
        if not texts or not all(texts):
            missing.append(single)
    assert not missing


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_places_in_a_translation_are_those_of_the_text(lang: str) -> None:
    wrong = []
    for message in catalogue(lang):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        allowed = set(PLACES.findall(" ".join(ids)))
        for text in texts:
            used_here = set(PLACES.findall(text))
            # Ours says that the values differ without naming the other field.
            if ids == ["Field must be equal to %(other_name)s."]:
                continue
            # «%(num)s» may be left out of a plural form that says the number in a word.
            if not used_here <= allowed or (len(ids) == 1 and used_here != allowed):
                wrong.append(message.id)
    assert not wrong


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_the_compiled_catalogue_is_the_written_one(lang: str) -> None:
    with (TRANSLATIONS / lang / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    for message in catalogue(lang):
        if message.id and any([message.string] if isinstance(message.string, str) else message.string):
            single = message.id if isinstance(message.id, str) else message.id[0]
            # The library gives contexts of a compiled catalogue as bytes.
            context = message.context.encode() if message.context else None
            found = compiled.get(single, context=context)
            assert found is not None, single
            assert tuple([found.string] if isinstance(found.string, str) else found.string) == tuple(
                [message.string] if isinstance(message.string, str) else message.string
            )


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_nothing_is_left_over(used: Catalog, lang: str) -> None:
    ids = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in used if m.id}
    stale = [
        m.id
        for m in catalogue(lang)
        if m.id and (m.context, m.id if isinstance(m.id, str) else m.id[0]) not in ids
    ]
    assert not stale
