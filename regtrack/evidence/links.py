"""Web addresses that are given as proof."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask_babel import gettext as _

from regtrack.errors import Invalid
from regtrack.forms import clean_line

LONGEST_URL = 2000
# As an address bar shows an address: letters after a point, then a path or nothing.
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#].*)?$")


def checked_url(url: str) -> str:
    """An http(s) address of a named host, without a password; “www.school.ru” is given its scheme.

    Raises Invalid.
    """
    said = clean_line(url)
    if _BARE_HOST.match(said):
        said = f"https://{said}"
    try:
        parts = urlsplit(said)
        host, secret = parts.hostname, parts.username or parts.password
        _port = parts.port
    except ValueError:
        host, secret, parts = None, None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or " " in said or len(said) > LONGEST_URL:
        raise Invalid(_("Give a whole web address that begins with https:// or http://."), field="url")
    if secret:
        raise Invalid(_("Take the name and the password out of the address."), field="url")
    return said
