"""Messages of graphql-core in the words of GraphQL: it prints values as Python does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson
from graphql.pyutils import inspect

LONGEST: Final = 1_000
LONGEST_VALUE: Final = 240

_VARIABLE: Final = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ([^:]*))?: ", re.ASCII)
_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]", re.ASCII)
_UNREAD: Final = re.compile(r", but encountered error '.*?'; found: .*", re.DOTALL)


def in_graphql(message: str, variables: Mapping[str, Any]) -> str:
    """A message with the values of variables in it as JSON, at most 1,000 characters of it."""
    found = _VARIABLE.match(message)
    if found is not None:
        value = _at(variables.get(found[1]), found[2] or "")
        before, shown, after = message.rpartition(inspect(value))
        if shown and found.end() <= len(before) + 1:
            message = before + _json(value) + after
    message = message.replace("not to be None.", "not to be null.")
    message = _UNREAD.sub("; what was found is beyond what it can represent.", message)
    return message if len(message) <= LONGEST else f"{message[:LONGEST]}…"


def _at(value: Any, path: str) -> Any:
    for name, index in _STEP.findall(path):
        if name and isinstance(value, dict):
            value = value.get(name)
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
    return value


def _json(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
