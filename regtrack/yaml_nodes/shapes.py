"""Shapes of data files: strict pydantic parts, and their refusals as faults with a place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from regtrack.yaml_nodes.faults import Fault, listed, near, shown
from regtrack.yaml_nodes.nodes import Document
from regtrack.yaml_nodes.scalars import Doubtful, NoSuchDay

LONGEST_TEXT = 2000
# with the signs that turn the direction of writing: they show another text than the one that is there
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")


class Part(BaseModel):
    """A piece of a data file: no unknown keys, no silent conversion, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def refuse(code: str, **params: object) -> PydanticCustomError:
    """A refusal that becomes the Fault of that code; `code` is one of Fault.messages."""
    return PydanticCustomError("fault", "{code}", {"code": code, "params": params})


def _text(value: object) -> object:
    if isinstance(value, (Doubtful, NoSuchDay)):
        raise refuse("ambiguous", value=shown(value))
    if isinstance(value, bool):
        raise refuse("not_text", value=str(value).lower())
    if isinstance(value, (int, float, datetime.date)):
        raise refuse("not_text", value=shown(value))
    if not isinstance(value, str):
        raise refuse("text_expected")
    found = _CONTROL.search(value)
    if found:
        raise refuse("control_character", number=f"U+{ord(found.group()):04X}")
    if len(value) > LONGEST_TEXT:
        raise refuse("long_text", limit=LONGEST_TEXT)
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise refuse("blank_text")
    return value


def _code(value: str) -> str:
    if not _CODE.match(value):
        raise refuse("bad_pattern", value=shown(value), marks="_ -")
    return value


def _date(value: object) -> object:
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            code = "no_such_day" if re.match(r"\d{4}-\d\d-\d\d\Z", value) else "not_date"
            raise refuse(code, value=shown(value)) from None
    return value


Text = Annotated[str, BeforeValidator(_text)]
Filled = Annotated[str, BeforeValidator(_text), AfterValidator(_filled)]
Code = Annotated[str, BeforeValidator(_text), AfterValidator(_code)]
TrueDate = Annotated[datetime.date, BeforeValidator(_date)]


class Words(Part):
    """One text in the languages in which it was written."""

    ru: Filled | None = None
    kk: Filled | None = None
    en: Filled | None = None


class Title(Part):
    """A name, always in three languages."""

    ru: Filled
    kk: Filled
    en: Filled


def shape_faults(
    document: Document, error: ValidationError, model: type[BaseModel], kind: type[Fault] = Fault
) -> Iterator[Fault]:
    """What pydantic refused, as faults at their places in the document."""
    for detail in error.errors(include_url=False):
        code, params = _translated(detail, model)
        loc = detail["loc"]
        names_key = loc[-1:] == (_KEY,)
        place = document.locate(loc[:-1] if names_key else loc, key=names_key or code == "unknown_key")
        yield document.fault(code, place, params, kind)


_KEY = "[key]"  # how pydantic says that the key of a mapping is wrong, not its value
_SIMPLE = {
    "string_type": "text_expected",
    "bool_type": "not_boolean",
    "int_type": "not_whole_number",
    "int_from_float": "not_whole_number",
    "float_type": "not_number",
    "date_type": "not_date",
    "tuple_type": "not_a_list",
    "model_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
    "mapping_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "too_short": "few_values",
}
_LIMITED = {
    "greater_than_equal": ("too_low", "ge"),
    "greater_than": ("not_above", "gt"),
    "less_than_equal": ("too_high", "le"),
    "string_too_long": ("long_text", "max_length"),
}


def _translated(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, dict[str, object]]:
    kind, context, loc = detail["type"], detail.get("ctx", {}), detail["loc"]
    if kind == "fault":
        return context["code"], dict(context["params"])
    if kind == "missing":
        return "missing_key", {"name": str(loc[-1])}
    if kind == "extra_forbidden":
        allowed = _keys(model, loc[:-1])
        name = str(loc[-1])
        return "unknown_key", {"name": shown(name), "allowed": listed(allowed), "near": near(name, allowed)}
    if kind == "literal_error":
        names = [name.strip("'") for name in re.split(r", | or ", str(context["expected"]))]
        value = shown(detail["input"])
        return "unknown_value", {"value": value, "allowed": listed(names), "near": near(value, names)}
    if kind in _LIMITED:
        code, limit = _LIMITED[kind]
        return code, {"limit": context[limit]}
    if kind in _SIMPLE:
        return _SIMPLE[kind], {}
    return "other", {"reason": detail["msg"]}


def _keys(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The keys that the mapping at `path` may have, read from the model."""
    current: type[BaseModel] | None = model
    named = False
    for step in path:
        if current is None or isinstance(step, int):
            continue
        if named:  # the name of a member of a mapping, such as a role's code
            named = False
            continue
        fields = {info.alias or name: info.annotation for name, info in current.model_fields.items()}
        named = get_origin(fields.get(step)) is dict
        current = _model_in(fields.get(step))
    return [info.alias or name for name, info in current.model_fields.items()] if current else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The first model inside an annotation such as tuple[Item, ...] or Owners | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, UnionType) or get_args(annotation):
        return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
    return None


def plain(value: object) -> Any:
    """A value of a document as lists, dicts and scalars, for readers that expect these."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, str) else value


def frozen(value: object) -> Any:
    """JSON values as the values of a document: lists become tuples."""
    if isinstance(value, Mapping):
        return {str(key): frozen(part) for key, part in value.items()}
    return tuple(frozen(part) for part in value) if isinstance(value, (list, tuple)) else value
