"""What is asked of a mutation, field by field, and what is wrong with it by itself.

A command is a dictionary: a key that is absent is left alone, one that is None is cleared, which
only the types that allow None let through. Names are those of the inputs; references are ids;
moments are in the stored form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Required

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from graph.domain import ids
from graph.domain.documents import MOST_SHARED_WITH, Number, Ref, Share, Text
from graph.domain.errors import GoalgraphError, InvalidInput
from graph.domain.health import CheckInStatus


def own_id(kind: str) -> Any:
    """The constraint on an id that a client supplies for something new."""
    return StringConstraints(strict=True, pattern=ids.id_pattern(kind))


@with_config(extra="forbid")
class Command(TypedDict, total=False):
    """What every mutation takes."""

    dryRun: bool | None


class Change(Command, total=False):
    """What every mutation of something that is there takes."""

    expectedVersion: int | None


class Existing(Change, total=False):
    """A mutation of the node whose id it is."""

    id: Required[Ref]


class ObjectiveShare(Existing, total=False):
    """Everybody whom a private objective is shared with."""

    sharedWith: Required[Annotated[list[Ref], Field(max_length=MOST_SHARED_WITH)]]


class KeyResultMove(Existing, total=False):
    """Another objective for a key result."""

    objective: Required[Ref]


class KeyResultCheckIn(Change, total=False):
    """A report on a key result."""

    id: Annotated[str, own_id("CheckIn")]
    keyResult: Required[Ref]
    value: Required[Number]
    effectiveAt: str | None
    confidence: Share | None
    status: CheckInStatus | None
    note: Text | None
    blocker: Text | None
    source: Literal["MANUAL", "IMPORT", "INTEGRATION"]
    supersedes: Ref | None


class ChangeRevert(Command, total=False):
    """A revision to undo."""

    revision: Required[Annotated[int, Field(strict=True, ge=1)]]


_QUOTE = "'"
_ADDRESS = r"has to be an address that begins with http://, https:// or mailto:."


@cache
def _adapter(command: type) -> TypeAdapter[Any]:
    return TypeAdapter(command)


def checked(
    command: type, given: Mapping[str, Any], *, creating: bool
) -> tuple[dict[str, Any], list[GoalgraphError]]:
    """The command that was given, and everything that is wrong with it by itself.

    Where something new is made (`creating`), null is as good as absent.
    """
    if creating:
        given = {name: value for name, value in given.items() if value is not None}
    adapter = _adapter(command)
    try:
        # As plain values again, with their texts in the form that they are stored in.
        return adapter.dump_python(adapter.validate_python(given)), []
    except ValidationError as error:
        return dict(given), [_mistake(one) for one in error.errors(include_url=False)]


def _mistake(error: Any) -> InvalidInput:
    path = [str(step) for step in error["loc"]]
    name = next((step for step in reversed(path) if not step.isdigit()), "input")
    context = error.get("ctx", {})
    given = error["input"]
    match error["type"]:
        case _ if given is None:
            message = f"{name} cannot be empty; leave it out to keep what it is."
        case "string_too_short":
            message = f"{name} cannot be blank."
        case "string_too_long":
            message = f"{name} takes at most {context['max_length']} characters."
        case "string_pattern_mismatch":
            message = _pattern_message(name, given, context["pattern"])
        case "too_short":
            message = f"{name} cannot be empty."
        case "too_long":
            message = f"{name} takes at most {context['max_length']} items."
        case "value_error":
            message = str(context["error"])
        case "greater_than":
            message = f"{name} has to be more than {context['gt']:g}, not {given:g}."
        case "greater_than_equal":
            message = f"{name} has to be at least {context['ge']:g}, not {given:g}."
        case "less_than_equal":
            message = f"{name} has to be at most {context['le']:g}, not {given:g}."
        case "finite_number":
            message = f"{name} has to be a finite number."
        case "literal_error":
            message = f"{name} has to be {context['expected'].replace(_QUOTE, '')}, not {given}."
        case "missing":
            message = f"{name} is missing."
        case _:
            message = f"{name}: {error['msg']}."
    return InvalidInput(message, path=path)


def _pattern_message(name: str, given: str, pattern: str) -> str:
    if name == "email":
        return f'"{given}" is no e-mail address.'
    if name == "currency":
        return f'"{given}" is no currency: write its ISO 4217 code, such as EUR.'
    if prefixes := re.match(r"\^\((\w+)\)\[", pattern):
        return f'"{given}" is no id for it: write {prefixes[1]} and 1 to 64 of A–Z a–z 0–9 _ -.'
    if pattern.startswith("^(http"):
        return f"{name} {_ADDRESS}"
    return f'{name} cannot be "{given}".'
