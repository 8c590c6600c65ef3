"""The library that goalgraph comes with: ten departments of ten templates, one file a department.

They are read once, when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import orjson

from graph.domain.templates.template import Template, result_of

DEPARTMENTS: Final = (
    "company",
    "sales",
    "marketing",
    "success",
    "product",
    "engineering",
    "people",
    "finance",
    "operations",
    "it",
)
"""The files, in their order."""
SINCE: Final = "2026-12-01T00:00:00.000+00:00"
"""When the library's own are said to have been made and changed."""


@cache
def library() -> Mapping[str, Template]:
    """Every template by its id, in the order of the files."""
    return MappingProxyType({template.id: template for template in _read()})


def _read() -> Iterator[Template]:
    folder = files("graph.domain.templates") / "departments"
    for name in DEPARTMENTS:
        said = orjson.loads((folder / f"{name}.json").read_bytes())
        for row in said["templates"]:
            yield Template(
                row["id"],
                row["title"],
                tuple(map(result_of, row["results"])),
                tuple(row["initiatives"]),
                tuple(row["helps"]),
                row["effect"],
                row["description"],
                said["department"],
            )
