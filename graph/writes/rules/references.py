"""References to one node, as the model declares them: an id, and the relationship that says the
same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.model.fields import settable
from graph.model.marks import Link
from graph.writes.unit_of_work.loading import Found
from graph.writes.unit_of_work.unit_of_work import Unit


def relate(unit: Unit, declared: type, identifier: str, given: Mapping[str, Any]) -> None:
    """The relationships of something new to what a command names."""
    for field in settable(declared, creating=True):
        link, other = field.mark(Link), given.get(field.name)
        if link is not None and not field.many:
            unit.relate(link.type, *((identifier, other) if link.out else (other, identifier)))


def relate_anew(unit: Unit, declared: type, found: Found, given: Mapping[str, Any]) -> None:
    """Other ends for the relationships of a node, where a command names them. Asked before its
    properties are changed."""
    for field in settable(declared, creating=False):
        link = field.mark(Link)
        if link is not None and not field.many and field.name in given:
            before = found.node.get(field.stored)
            unit.replace(link.type, found.id, before, given[field.name], out=link.out)
