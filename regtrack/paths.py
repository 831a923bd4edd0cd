"""Where templates and packs lie: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else PACKAGE.parent / name


def templates() -> Path:
    return _shipped("templates")


def regulations() -> Path:
    return _shipped("regulations")


def default_instance() -> Path:
    """instance/ of the checkout, or of the folder in which an installed program is started."""
    checkout = PACKAGE.parent
    return (checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()) / "instance"
