"""The slow and obvious version of filters, over rows as the API shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
)

from graph.domain.text import folded

Row = Mapping[str, Any]
Filter = dict[str, Any]

COMPARATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: value == given,
    "in": lambda value, given: value in given,
    "gt": lambda value, given: value > given,
    "gte": lambda value, given: value >= given,
    "lt": lambda value, given: value < given,
    "lte": lambda value, given: value <= given,
    "contains": lambda value, given: folded(given) in folded(value),
    "startsWith": lambda value, given: folded(value).startswith(folded(given)),
}


def holds(given: Filter, row: Row) -> bool:
    """Whether a row is selected. `row` has each field of the filter: a value, a list of labels, a
    set of several ids of which one has to compare, or a function of a team scope."""
    return all(_member(name, value, row) for name, value in given.items())


def _member(name: str, value: Any, row: Row) -> bool:
    if value is None:
        return True
    match name:
        case "and":
            return all(holds(one, row) for one in value)
        case "or":
            return any(holds(one, row) for one in value)
        case "not":
            return not (asks(value) and holds(value, row))
    found = row[name]
    if isinstance(value, bool):
        return found is value
    if callable(found):
        return bool(found(**value))
    if name == "labels":
        return _labels(value, found)
    several = found if isinstance(found, set) else {found}
    if isinstance(found, set) and not found:
        several = {None}
    if name == "cycleWithin":
        # A goal is within several cycles, and each comparator finds one of its own.
        signs = value.items()
        return all(any(_compares({sign: to}, one) for one in several) for sign, to in signs)
    return any(_compares(value, one) for one in several)


def _compares(given: Filter, value: Any) -> bool:
    for name, other in given.items():
        if other is None:
            if name == "eq" and value is not None:
                return False
        elif value is None or not COMPARATORS[name](value, other):
            return False
    return True


def _labels(given: Filter, labels: list[str]) -> bool:
    if given.get("has") is not None and given["has"] not in labels:
        return False
    if given.get("hasAny") is not None and not set(given["hasAny"]) & set(labels):
        return False
    return given.get("hasAll") is None or set(given["hasAll"]) <= set(labels)


def asks(given: Any) -> bool:
    """Whether a filter, or a field of one, asks anything."""
    if isinstance(given, dict):
        return "eq" in given or any(asks(value) for value in given.values())
    return given is not None


def wished(given: Filter, row: Row, names: frozenset[str]) -> bool:
    """Whether a row that a filter selects is asked for by one of these fields: what is excluded is
    not, but for a flag, whose opposite is asked for then."""
    if any(name in names and asks(value) for name, value in given.items()):
        return True
    excluded = given.get("not") or {}
    return (
        any(wished(one, row, names) for one in given.get("and") or ())
        or any(holds(one, row) and wished(one, row, names) for one in given.get("or") or ())
        or any(isinstance(excluded.get(name), bool) for name in names)
    )


def cases(taken: GraphQLInputType, rows: list[Row]) -> Iterator[Filter]:
    """For each field of a filter, each of its comparators, by values that the rows have."""
    named = get_named_type(taken)
    assert isinstance(named, GraphQLInputObjectType)
    for name, field in named.fields.items():
        if name in ("and", "or", "not"):
            continue
        compared = get_named_type(field.type)
        if not isinstance(compared, GraphQLInputObjectType):
            yield from ({name: True}, {name: False}, {name: None})
        elif compared.name == "LabelFilter":
            several: list[Filter] = [
                {"has": "red"},
                {"hasAny": ["red", "blue"]},
                {"hasAny": []},
                {"hasAll": ["red", "green"]},
                {"hasAll": []},
                {"has": "red", "hasAny": ["green"]},
                {},
            ]
            for labels in several:
                yield {name: labels}
        elif compared.name == "TeamScope":
            for teams in (["team_1"], ["team_2", "team_7"], [], ["team_none"], ["team_0"]):
                for below in (True, False):
                    for people in (True, False):
                        scope = {"in": teams, "includeSubTeams": below, "includePeople": people}
                        yield {name: scope}
        else:
            for one in _comparisons(compared, _values(name, rows)):
                yield {name: one}


def _values(name: str, rows: list[Row]) -> list[Any]:
    found: set[Any] = set()
    for row in rows:
        found |= row[name] if isinstance(row[name], set) else {row[name]}
    return sorted(found - {None})


def _comparisons(compared: GraphQLInputObjectType, values: list[Any]) -> Iterator[Filter]:
    middle = values[len(values) // 2]
    yield {"eq": middle}
    yield {"eq": None}
    yield {}
    kind = get_named_type(compared.fields["eq"].type)
    if "in" in compared.fields:
        yield {"in": [values[0], middle]}
        yield {"in": []}
        yield {"in": None}
        yield {"eq": values[0], "in": [middle]}
    if isinstance(kind, GraphQLEnumType):
        yield from ({"eq": one} for one in values)
    for sign in ("gt", "gte", "lt", "lte"):
        if sign in compared.fields:
            yield {sign: middle}
    if "gt" in compared.fields:
        yield {"gt": values[0], "lte": middle}
    if "contains" in compared.fields:
        yield {"contains": middle[1:3].upper()}
        yield {"contains": "“"}
        yield {"contains": ""}
        yield {"startsWith": middle[:2].swapcase()}
        yield {"startsWith": "%"}
        yield {"contains": "a", "startsWith": middle[0]}
