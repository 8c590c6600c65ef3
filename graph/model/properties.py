"""Between what a file or a command says of an entity and the properties that hold it.

A reference to one node is its id (`ownerId`), a part is several properties (`metricGoal`), a list
of parts is lists of one length (`linkTitles`); lists of references are relationships alone.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import orjson

from graph.model.fields import Field, fields_of, settable
from graph.model.marks import REQUIRED, Derived, Encoded, Inline, Link

Properties = dict[str, Any]
Get = Callable[[Any, str], Any]


def part_names(field: Field) -> dict[str, str]:
    """Of a part or a list of parts, the property that holds each of its fields."""
    if field.mark(Inline):
        return {inner.name: inner.name for inner in fields_of(field.base)}
    stem = field.name.removesuffix("s") if field.many else field.name
    plural = "s" if field.many else ""
    return {
        inner.name: f"{stem}{inner.name[0].upper()}{inner.name[1:]}{plural}"
        for inner in fields_of(field.base)
    }


def names_of(field: Field) -> tuple[str, ...]:
    """The properties that hold a field; none of what is only relationships."""
    if field.mark(Encoded):
        return (field.stored,)
    if field.part:
        return tuple(part_names(field).values())
    return () if field.listed else (field.stored,)


@cache
def stored_keys(declared: type) -> tuple[Field, ...]:
    """What both a file says of an entity and its node holds."""
    return tuple(
        field
        for field in fields_of(declared)
        if field.is_key and field.shown and names_of(field) and not field.derived
    )


@cache
def _plain_keys(declared: type) -> tuple[tuple[tuple[str, str], ...], tuple[Field, ...]]:
    """Of these, those that are held as they are, by their two names; and the others."""
    fields = stored_keys(declared)
    others = tuple(field for field in fields if field.part or field.many)
    return tuple((field.name, field.stored) for field in fields if field not in others), others


@cache
def derived_scalars(declared: type) -> tuple[str, ...]:
    """The properties that rules compute and clients are told of just so."""
    return tuple(
        field.name
        for field in fields_of(declared)
        if (mark := field.mark(Derived))
        and field.shown
        and not mark.stored
        and not field.mark(Link)
    )


def following(declared: type) -> frozenset[str]:
    """The properties that rules compute, and relationships by their fields' names."""
    marks = ((field.name, field.mark(Derived)) for field in fields_of(declared))
    return frozenset(held for name, mark in marks if mark for held in mark.stored or (name,))


def of_entity(entity: Any) -> Properties:
    """The properties that an entity of a file says."""
    declared: type = entity.__class__
    plain, others = _plain_keys(declared)
    # Files have millions of entities, and most of what they say is held as it is.
    made: Properties = {held: getattr(entity, name) for name, held in plain}
    return made | _properties(others, lambda field: getattr(entity, field.name))


def of_new(declared: type, given: Mapping[str, Any]) -> Properties:
    """The properties of something new: those that a command says, and what it starts with."""

    def value(field: Field) -> Any:
        start = None if field.starts_as is REQUIRED else field.starts_as
        return given.get(field.name, start)

    return _properties(settable(declared, creating=True), value)


def of_changed(declared: type, given: Mapping[str, Any]) -> Properties:
    """The properties that a command changes."""
    named = [field for field in settable(declared, creating=False) if field.name in given]
    return _properties(named, lambda field: given[field.name])


def to_document(declared: type, node: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says of an entity, from its properties: neither nulls nor empty lists."""
    plain, others = _plain_keys(declared)
    said = {name: node[held] for name, held in plain if held in node}
    for field in others:
        value = _value(field, node)
        if value is not None and value != []:
            said[field.name] = value
    return said


def _properties(fields: Iterable[Field], value_of: Callable[[Field], Any]) -> Properties:
    made: Properties = {}
    for field in fields:
        value = value_of(field)
        if field.mark(Encoded):
            made[field.stored] = [encoded(field.base, part) for part in value or ()]
        elif field.part:
            made |= _parts(field, value)
        elif field.listed:
            continue
        elif field.many:
            made[field.stored] = list(dict.fromkeys(value or ()))
        else:
            made[field.stored] = (
                float(value) if field.base is float and value is not None else value
            )
    return made


def encoded(declared: type, part: Any) -> str:
    """A part as the text that is stored: JSON, without nulls, false and empty lists."""
    return orjson.dumps(_said(declared, part)).decode()


def _said(declared: type, part: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in fields_of(declared):
        value = _of(part, field.name)
        if value is None or value is False or value in ([], ()):
            continue
        if field.part and not field.many:
            value = _said(field.base, value)
        said[field.name] = float(value) if field.base is float else value
    return said


def decoded(declared: type, text: str) -> dict[str, Any]:
    """The part of a stored text, with everything that its declaration has."""
    said = orjson.loads(text)
    return {
        field.name: said.get(field.name, [] if field.many else field.default)
        for field in fields_of(declared)
    }


def _parts(field: Field, value: Any) -> Properties:
    names = part_names(field)
    if field.many:
        return {held: [_of(item, name) for item in value or ()] for name, held in names.items()}
    if value is None and field.nullable:
        value = field.base()
    return {
        names[inner.name]: float(number)
        if inner.base is float and (number := _of(value, inner.name)) is not None
        else _of(value, inner.name)
        for inner in fields_of(field.base)
    }


def _of(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name)


def _value(field: Field, node: Mapping[str, Any]) -> Any:
    if field.mark(Encoded):
        return [orjson.loads(text) for text in node.get(field.stored) or ()]
    if not field.part:
        return node.get(field.stored)
    names = part_names(field)
    if field.many:
        held = [node.get(name) or [] for name in names.values()]
        return [dict(zip(names, item, strict=True)) for item in zip(*held, strict=True)]
    return {name: node[held] for name, held in names.items() if held in node}
