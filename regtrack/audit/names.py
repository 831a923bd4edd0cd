"""Who stands behind an id: told by the room of people, which stands above this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Resolver = Callable[[set[int]], dict[int, str]]
_accounts: list[Resolver] = []
_members: list[Resolver] = []


def register(*, accounts: Resolver, members: Resolver) -> None:
    """Take the functions that give names to ids of accounts and of memberships; the last word counts."""
    _accounts[:] = [accounts]
    _members[:] = [members]


def of_accounts(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of accounts; ids that nobody knows are absent."""
    return _ask(_accounts, ids)


def of_members(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of members; ids that nobody knows are absent."""
    return _ask(_members, ids)


def _ask(resolvers: list[Resolver], ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in ids if one is not None}
    return resolvers[0](wanted) if resolvers and wanted else {}
