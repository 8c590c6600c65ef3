"""The keys of the format: documented, and all of them used by the rich document of these tests."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from graph.model import goals, kpis, links, organization, parts, work
from tests.interchange.rich import rich

PAGE = (Path(__file__).parents[2] / "docs" / "import-format.md").read_text("utf-8")
TITLES = {
    "Organization": "organization",
    "RuleSetting": "rules",
    "MeasureWeight": "alignmentWeights",
    "Team": "teams",
    "Person": "people",
    "Cycle": "cycles",
    "Measure": "measure",
    "Kpi": "kpis",
    "KpiValue": "values",
    "KpiTarget": "targets",
    "Period": "period",
    "Drive": "drives",
    "Objective": "objectives",
    "ExternalLink": "links",
    "Alignment": "alignsTo",
    "Proposal": "proposals",
    "Support": "supports",
    "KeyResult": "keyResults",
    "Metric": "metric",
    "CheckIn": "checkIns",
    "Initiative": "initiatives",
    "Comment": "comments",
}
KINDS = {
    name: kind
    for module in (goals, kpis, links, organization, parts, work)
    for name, kind in vars(module).items()
    if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
}


def test_every_kind_of_entity_has_its_section() -> None:
    assert set(KINDS) - {"Stamps", "Entity", "Link", "NestedInitiative"} == set(TITLES)


@pytest.mark.parametrize("name", TITLES)
def test_every_key_is_in_the_table_of_its_section(name: str) -> None:
    section = re.search(rf"^#+ `{TITLES[name]}`\n(.*?)(?=^#|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert section, f"docs/import-format.md has no section `{TITLES[name]}`"
    documented = {
        key
        for line in section[1].splitlines()
        if line.startswith(("| `", "| **`"))
        for key in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    stamps = {field.name for field in dataclasses.fields(parts.Stamps)}
    keys = {field.name for field in dataclasses.fields(KINDS[name])} - stamps
    assert documented == keys


def test_the_stamps_are_documented() -> None:
    for field in dataclasses.fields(parts.Stamps):
        assert f"`{field.name}`" in PAGE


def keys_in(value: Any, under: str, found: dict[str, set[str]]) -> None:
    if isinstance(value, list):
        for each in value:
            keys_in(each, under, found)
    elif isinstance(value, dict):
        found.setdefault(under, set()).update(value)
        for key, each in value.items():
            keys_in(each, key, found)


def test_the_rich_document_uses_every_key() -> None:
    found: dict[str, set[str]] = {}
    keys_in(rich(), "document", found)
    for name, title in TITLES.items():
        assert found[title] == {field.name for field in dataclasses.fields(KINDS[name])}, name
