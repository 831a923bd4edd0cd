"""What other rooms do when a school has been created."""

from __future__ import annotations

from collections.abc import Callable

from regtrack.actor import Actor
from regtrack.schools.models import School

Hook = Callable[[School, Actor | None], None]
after_created: list[Hook] = []


def on_created(hook: Hook) -> None:
    """Call the hook in the transaction that creates a school; naming it again changes nothing."""
    if hook not in after_created:
        after_created.append(hook)
