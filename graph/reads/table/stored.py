"""Where the fields are that an entity's declaration has: on the node, or one step away.

What is computed otherwise has its row in the table of its type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.domain.health import WORST_FIRST
from graph.domain.kpis import STATUS_WORST_FIRST
from graph.model.fields import Field, fields_of, filterable, orderable
from graph.model.marks import Derived, Link, Orderable, Shown
from graph.model.properties import part_names
from graph.reads.compile.compiler import Spec
from graph.reads.compile.field_kinds import Every, One, Parts, PartsList, Value, listed, prop
from graph.reads.compile.filters import FilterField, compares, flag
from graph.reads.compile.keyset import Key
from graph.reads.compile.text_filters import TEXTS, labels

HEALTH = "node.healths[size([_x IN node.healthSince WHERE _x <= $p.now])]"

# States of the past that are older than the steps have the status that was told then.
STATUS = "coalesce(node.statuses[size([_x IN node.statusSince WHERE _x <= $p.now])], node.status)"
_STEPS: Mapping[str, str] = {"healths": HEALTH, "statuses": STATUS}
"""What is a step function of time, by the property that holds its values."""
_WORST_FIRST: Mapping[str, Sequence[str]] = {
    HEALTH: WORST_FIRST,
    STATUS: STATUS_WORST_FIRST,
}
_OF_CYCLE = (
    "head(COLLECT { MATCH (node)-[:IN_CYCLE]->(_c:Cycle) "
    "RETURN _c.startsOn + _c.endsOn + _c.sortKey })"
)
"""When an objective's cycle begins and ends, and the order of its name."""


def stored_fields(declared: type) -> dict[str, Spec]:
    """The places of the fields that clients are told of, by name."""
    return {field.name: _place(field) for field in fields_of(declared) if field.shown}


def filters_of(declared: type, of: str = "node") -> dict[str, FilterField]:
    """What its lists are filtered by; `of` is what their items are: `node`, or `link` of links."""
    return {field.name: _concern(field, of) for field in filterable(declared)}


def orders_of(declared: type) -> dict[str, Key]:
    """What its lists are ordered by, by the names that the contract gives them."""
    return {_upper(field.name): _key(field) for field in orderable(declared)}


def _place(field: Field) -> Spec:
    link = field.mark(Link)
    if link is not None:
        arrow = "-[:{}]->" if link.out else "<-[:{}]-"
        clause = f"MATCH (this){arrow.format(link.type)}(node:{'|'.join(link.kinds)})"
        return Every(clause, link.kinds) if field.many else One(clause, link.kinds)
    if not field.part:
        if (step := _step(field)) is not None:
            return Value(step.replace("node", "this"))
        return listed(field.stored) if field.many else prop(field.stored)
    places = part_names(field)
    name = field.base.__name__
    if not field.many:
        return Parts(name, {part: f"this.{held}" for part, held in places.items()})
    items = f"range(0, size(coalesce(this.{next(iter(places.values()))}, [])) - 1)"
    return PartsList(name, items, {part: f"this.{held}[node]" for part, held in places.items()})


def _concern(field: Field, of: str) -> FilterField:
    if (step := _step(field)) is not None:
        return compares(step)
    if field.many:
        return labels
    if field.base is bool:
        return flag(f"{of}.{field.name}")
    return TEXTS.get(field.name) or compares(f"{of}.{field.stored}")


def _step(field: Field) -> str | None:
    mark = field.mark(Derived)
    return _STEPS.get(mark.stored[0]) if mark and mark.stored else None


def _key(field: Field) -> Key:
    shown, mark = field.mark(Shown), field.mark(Orderable)
    if (step := _step(field)) is not None:
        ranks = " ".join(f"WHEN '{v}' THEN {rank}" for rank, v in enumerate(_WORST_FIRST[step]))
        return Key(field.name, f"CASE {step} {ranks} END", number=True, indexed=False)
    if field.name == "cycle":
        return Key(field.name, _OF_CYCLE, nullable=True, indexed=False)
    return Key(
        field.name,
        f"node.{field.stored}",
        nullable=field.nullable if shown is None else shown.nullable,
        number=field.base in (int, float),
        indexed=mark is not None and mark.indexed,
    )


def _upper(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name)
