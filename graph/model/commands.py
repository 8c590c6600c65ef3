"""The commands that mutations carry: what people set of an entity, as dictionaries to be checked.

`graph.domain.commands` says what they are, and checks them.
"""

from collections.abc import Mapping
from typing import Any, Literal, Required, get_type_hints

from pydantic import with_config
from typing_extensions import TypedDict

from graph.domain.commands import Change, Command, Existing
from graph.model.fields import Field, fields_of, set_by, settable
from graph.model.marks import REQUIRED, Settable


def creating(
    declared: type, *, more: Mapping[str, Any] | None = None, guarded: bool = False
) -> type:
    """A new entity, with an id of its own if the client gives one. `more` are those that are not
    set as they are stored; `guarded`: what it is added to may be expected to have a version."""
    identity = next(field for field in fields_of(declared) if field.name == "id")
    hints: dict[str, Any] = {"id": identity.checked, **(more or {})}
    for field in settable(declared, creating=True):
        hint = _hint(field, field.mark(Settable))
        hints[field.name] = Required[hint] if field.starts_as is REQUIRED else hint
    base = Change if guarded else Command
    return _command(base, f"{declared.__name__}Create", hints)


def updating(declared: type, *, alone: bool = False, more: Mapping[str, Any] | None = None) -> type:
    """Other fields of an entity, which its id tells unless there is but one; `more` are those that
    are not set as they are stored."""
    hints = {field.name: _hint(field) for field in settable(declared, creating=False)}
    hints |= more or {}
    return _command(Change if alone else Existing, f"{declared.__name__}Update", hints)


def setting(declared: type, mutation: str) -> type:
    """What people set by a mutation of its own."""
    hints = {field.name: _hint(field) for field in set_by(declared, mutation)}
    return _command(Existing, f"{declared.__name__}{mutation.capitalize()}", hints)


def _hint(field: Field, mark: Settable | None = None) -> Any:
    """What is checked of its value; null only where it clears."""
    literal: Any = Literal
    hint = literal[mark.values] if mark and mark.values else field.checked
    return hint | None if field.clearable else hint


def _command(base: type, name: str, hints: dict[str, Any]) -> type:
    make: Any = TypedDict
    every = get_type_hints(base, include_extras=True) | hints
    made: type = with_config(extra="forbid")(make(name, every, total=False))
    return made
