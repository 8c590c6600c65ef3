"""Filters of texts, by what is stored beside them (graph.domain.text_properties)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.domain.text import address, folded, label_key, line, lines
from graph.reads.compile.filters import SIGNS, FilterField, Where
from graph.reads.compile.selection import Argument

_WITHIN = {"contains": "CONTAINS", "startsWith": "STARTS WITH"}


def matches(expression: str, compared: str, stored: Callable[[str], str]) -> FilterField:
    """Compares a text: `eq` and `in` as it is `stored`; `contains` and `startsWith` without case
    and accents, by the property that has it so."""

    def form(value: Any) -> Any:
        return [stored(text) for text in value] if isinstance(value, list) else stored(value)

    def concern(where: Where, argument: Argument) -> str:
        left = where.text(expression)
        parts = []
        for name in argument.value:
            member = argument.member(name)
            if member.value is None:
                if name == "eq":
                    parts.append(f"{left} IS NULL")
            elif name in _WITHIN:
                right = where.compiler.param(member, folded)
                parts.append(f"{where.text(compared)} {_WITHIN[name]} {right}")
            else:
                parts.append(f"{left} {SIGNS[name]} {where.compiler.param(member, form)}")
        return "(" + " AND ".join(parts) + ")" if parts else "true"

    return concern


TEXTS: Mapping[str, FilterField] = {
    "title": matches("node.title", "node.folded", line),
    "name": matches("node.name", "node.folded", line),
    "description": matches("node.description", "node.foldedDescription", lines),
    "email": matches("node.email", "node.foldedEmail", address),
}
"""The texts that lists are filtered by."""


def _label_keys(given: Sequence[str]) -> list[str]:
    return [label_key(label) for label in given]


def labels(where: Where, argument: Argument) -> str:
    """Whole labels, in any case: `has`, `hasAny`, `hasAll`."""
    stored = where.text("coalesce(node.labelKeys, [])")
    parts = []
    if one := argument.get("has"):
        parts.append(f"{where.compiler.param(one, label_key)} IN {stored}")
    for name, quantifier in (("hasAny", "any"), ("hasAll", "all")):
        if several := argument.get(name):
            item = where.compiler.fresh("x")
            given = where.compiler.param(several, _label_keys)
            parts.append(f"{quantifier}({item} IN {given} WHERE {item} IN {stored})")
    return "(" + " AND ".join(parts) + ")" if parts else "true"
