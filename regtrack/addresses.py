"""Numbers in addresses: only those that an id can be; everything else is no page at all."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter, Map

# The largest value of an INTEGER column on PostgreSQL; SQLite's driver refuses far larger ones with an error.
LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """A plain number of at most ten digits."""

    regex = r"[0-9]{1,10}"

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST_ID)
        super().__init__(url_map, *args, **kwargs)


def id_in(text: str | None) -> int | None:
    """The id that a field or a query carries; None for anything that cannot be one."""
    if not text or len(text) > 10 or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None
