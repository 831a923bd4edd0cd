"""Names of files as people gave them, made harmless on every system; pure."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 200
MAX_EXTENSION = 16
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
# Windows opens a device for these, whatever follows the dot.
_DEVICE = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$", re.IGNORECASE)


def clean_name(given: str) -> str:
    """The last part of a path without control, direction and forbidden characters, at most 200 long.

    Letters of every alphabet and the extension stay; what is left without a name is called "file".
    """
    text = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(letter for letter in text if unicodedata.category(letter) not in _UNSEEN)
    text = " ".join(text.translate(_FORBIDDEN).split()).strip(". ")
    stem, _, extension = text.rpartition(".")
    if not stem or len(extension) > MAX_EXTENSION:
        stem, extension = text, ""
    stem = stem.strip(". ") or "file"
    if _DEVICE.match(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    tail = f".{extension}" if extension else ""
    return stem[: MAX_LENGTH - len(tail)].rstrip(". ") + tail


def extension_of(name: str) -> str:
    """The extension in lower case, without its dot; empty where there is none."""
    _, dot, extension = name.rpartition(".")
    return extension.lower() if dot else ""
