"""`regtrack`: one command for everything; a part is imported only when it is asked for."""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple, cast

import click

from regtrack import __version__

LANGUAGES = ("ru", "kk", "en")


class Part(NamedTuple):
    """Where a command lives. `path` leads to it: module:name, and on through the names of groups."""

    path: str
    help: str
    inside: bool = True  # it needs the application on a database that is set up


VERIFY: dict[str, Part] = {
    "audit": Part("regtrack.audit.commands:verify.audit", "Check that the recorded history is unchanged."),
    "evidence": Part("regtrack.evidence.commands:evidence", "Check that no file of evidence was changed."),
}
PARTS: dict[str, Part] = {
    "serve": Part("regtrack.server:serve", "Start the web server and the scheduler.", inside=False),
    "demo": Part("regtrack.starting:demo", "Fill an empty database with a demo school.", inside=False),
    "init": Part("regtrack.starting:init", "Make the database, or bring it up to date.", inside=False),
    "create-admin": Part("regtrack.people.commands:create_admin", "Make an administrator's account."),
    "reset-password": Part("regtrack.people.commands:reset_password", "Give an account a new password."),
    "packs": Part("regtrack.catalogue.commands:packs", "Check, list, trace regulation packs.", inside=False),
    "deadlines": Part(
        "regtrack.deadlines.commands:deadlines", "Try out how a wording is read.", inside=False
    ),
    "jobs": Part("regtrack.commands_jobs:jobs", "List the jobs of the scheduler, or run one."),
    "verify": Part("regtrack.cli:verify", "Check that nothing was changed unnoticed.", inside=False),
    "backup": Part("regtrack.upkeep.commands:backup", "Make a backup while people work."),
    "restore": Part(
        "regtrack.upkeep.commands:restore", "Bring a backup back, to an empty place.", inside=False
    ),
}


class Parts(click.Group):
    """A group that knows its commands by name and loads the one that is called."""

    def __init__(self, *args: Any, parts: Mapping[str, Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.parts)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        part = self.parts.get(cmd_name)
        if part is None:
            return None
        command = _load(part.path)
        return _inside(command) if part.inside else command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, part.help) for name, part in self.parts.items()])


def _load(path: str) -> click.Command:
    module, _colon, names = path.partition(":")
    first, *others = names.split(".")
    command: Any = getattr(import_module(module), first)
    for name in others:
        command = command.commands[name]
    return cast(click.Command, command)


def _inside(command: click.Command) -> click.Command:
    """The same command, and all below it, run inside the application; --help needs none."""
    twin = copy.copy(command)
    if isinstance(twin, click.Group):
        twin.commands = {name: _inside(below) for name, below in twin.commands.items()}
    elif twin.callback is not None:
        twin.callback = _entering(twin.callback)
    return twin


def _entering(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        with click.get_current_context().find_root().obj.ready():
            return callback(*args, **kwargs)

    return run


class Root(Parts):
    def invoke(self, ctx: click.Context) -> Any:
        from regtrack.program import in_words

        with in_words():
            return super().invoke(ctx)


@click.group(cls=Root, parts=PARTS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="RegTrack")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the answers; ru without it.")
@click.pass_context
def regtrack(ctx: click.Context, lang: str | None) -> None:
    """RegTrack turns a school's regulations into checklists with owners, deadlines and proof.

    Settings come from REGTRACK_* and instance/config.toml. Exit codes: 0 done, 1 refused or faults found,
    2 a mistake in the command or a setting, 3 another program holds the database or the port, 4 the
    database is not set up or does not answer.
    """
    from regtrack.catalogue.speech import speaking
    from regtrack.program import Program, language

    program = Program(lang or language(os.environ))
    ctx.obj = program
    ctx.default_map = {"packs": {name: {"lang": program.language} for name in ("check", "list", "trace")}}
    ctx.with_resource(speaking(program.language))


@click.group(cls=Parts, parts=VERIFY)
def verify() -> None:
    """Check that what was recorded and handed in is unchanged."""


def main() -> None:
    """The entry point of the installed program."""
    # A Windows console, or a pipe, may not take Cyrillic: better a sign replaced than no answer.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    regtrack(prog_name="regtrack")


if __name__ == "__main__":
    main()
