"""Every table of every room."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData, Table

from regtrack import paths
from regtrack.extensions import Model


def metadata() -> MetaData:
    """The tables of all rooms, also of those whose pages are not loaded."""
    for file in sorted(paths.PACKAGE.glob("*/models.py")):
        import_module(f"regtrack.{file.parent.name}.models")
    return Model.metadata


def in_order() -> list[Table]:
    """All tables, each after those that its rows point at."""
    return list(metadata().sorted_tables)
