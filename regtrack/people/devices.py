"""What a browser is called in the list of signed-in devices, and the mark of one that signed in before."""

from __future__ import annotations

import re
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from regtrack import clock

COOKIE = "regtrack_device"
KEPT = timedelta(days=180)
_BROWSERS = (
    ("YaBrowser/", "Yandex Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """«Firefox, Windows»; empty when the browser does not say what it is."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if not browser and not system:
        return re.sub(r"[^\w ./()-]", "", user_agent)[:60]
    return ", ".join(part for part in (browser, system) if part)


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="regtrack.device")


def mark_device(secret: str, login: str) -> str:
    """A signed mark for a browser in which this login has given its right password."""
    return str(_signer(secret).dumps([login, int(clock.now().timestamp())]))


def known_device(secret: str, cookie: str | None, login: str) -> str:
    """The mark, when it is ours, fresh and belongs to this login; an empty text otherwise."""
    if not cookie:
        return ""
    try:
        marked_login, marked_at = _signer(secret).loads(cookie)
    except (BadSignature, TypeError, ValueError):
        return ""
    age = clock.now().timestamp() - marked_at
    return cookie if marked_login == login and 0 <= age <= KEPT.total_seconds() else ""
