"""Values that know whose word they are: the source's, ours (`proposed`) or nobody's (`undecided`)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from regtrack.yaml_nodes.shapes import Code, Part, refuse


def bare(key: str) -> BeforeValidator:
    """A bare value stands for {key: value}, so that the source's word needs no braces."""
    return BeforeValidator(lambda value: value if isinstance(value, dict) else {key: value})


_BESIDE = {"undecided", "proposed", "proposal"}


class Undecided(Part):
    """A part that either says something or says that nobody has; never both, never neither."""

    undecided: bool = False
    proposed: bool = False

    @model_validator(mode="before")
    @classmethod
    def _one_of(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        sayings = {info.alias or name for name, info in cls.model_fields.items()} - _BESIDE
        said = any(value.get(key) not in (None, ()) for key in sayings)
        if value.get("undecided") is True and (said or value.get("proposed") is True):
            raise refuse("undecided_and_value")
        return value


class RoleValue(Undecided):
    """Who: a role's code, ours when `proposed`; None when nobody has said."""

    role: Code | None = None

    @model_validator(mode="after")
    def _says_something(self) -> RoleValue:
        if self.role is None and not self.undecided:
            raise refuse("missing_key", name="role")
        return self


class DaysValue(Undecided):
    """The allowed age of content in days."""

    days: Annotated[int, Field(ge=1, le=3660)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> DaysValue:
        if self.days is None and not self.undecided:
            raise refuse("missing_key", name="days")
        return self


Role = Annotated[RoleValue, bare("role")]
Days = Annotated[DaysValue, bare("days")]
