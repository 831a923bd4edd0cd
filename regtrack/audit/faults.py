"""What the check of a chain can find, as codes and as words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from regtrack.audit.service import INSTALLATION

_TEXTS: dict[str, Callable[..., str]] = {
    "deleted": lambda **p: _("Entry %(seq)s is missing: it was deleted.", **p),
    "inserted": lambda **p: _("Entry %(seq)s stands there twice: one was inserted.", **p),
    "number": lambda **p: _("An entry after number %(seq)s has no usable number.", **p),
    "digest": lambda **p: _("Entry %(seq)s was changed after it was recorded: its hash does not fit.", **p),
    "link": lambda **p: _("Entry %(seq)s does not follow from the entry before it.", **p),
    "body": lambda **p: _("The content of entry %(seq)s cannot be read.", **p),
    "column": lambda **p: _("Entry %(seq)s was changed: “%(column)s” differs from what was recorded.", **p),
    "chain": lambda **p: _("Entry %(seq)s belongs to another chain.", **p),
    "epoch": lambda **p: _("Entry %(seq)s belongs to an epoch in which it cannot be.", **p),
    "truncated": lambda **p: _("The chain should have more entries: they end before number %(seq)s.", **p),
    "surplus": lambda **p: _("Entry %(seq)s stands behind the end of the chain: it was added.", **p),
    "head": lambda **p: _("The head of the chain is not the hash of entry %(seq)s.", **p),
    "chain_name": lambda **p: _("The row of the chain was changed: name and school do not fit."),
    "no_chain": lambda **p: _(
        "The entries from number %(seq)s on belong to a chain that does not exist.", **p
    ),
    "lost": lambda **p: _("The whole chain is missing, although the school was created."),
    "head_unknown": lambda **p: _(
        "The head that was printed earlier occurs in no chain: the history was written anew, or cut off."
    ),
    "head_moved": lambda **p: _(
        "The head that was printed earlier belonged to entry %(seq)s; "
        "that entry, or one before it, is not the same any more.",
        **p,
    ),
    "head_bad": lambda **p: _("This is not a head: 16 to 64 letters and digits from 0 to f are expected."),
}


@dataclass(frozen=True)
class ChainFault:
    """The first thing that is wrong in a chain; `seq` is the number of the first bad entry."""

    chain: str
    code: str
    seq: int | None = None
    column: str | None = None

    def message(self) -> str:
        return str(_TEXTS[self.code](seq=self.seq, column=self.column))


def chain_title(name: str) -> str:
    """«школа 5», «установка»."""
    if name == INSTALLATION:
        return str(_("installation"))
    if name.startswith("school:"):
        return str(_("school %(id)s", id=name.removeprefix("school:")))
    return name
