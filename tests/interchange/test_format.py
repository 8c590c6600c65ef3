"""The keys of the format: documented, and all of them used by the rich document of these tests."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from graph.model import findings, goals, kpis, links, organization, parts, templates, weekly, work
from graph.model.fields import fields_of
from graph.model.marks import REQUIRED
from tests.interchange.rich import rich

PAGE = (Path(__file__).parents[2] / "docs" / "import-format.md").read_text("utf-8")
MOST_LISTED = 10
"""Longer lists have a page of their own."""
TITLES = {
    "Organization": "organization",
    "RuleSetting": "rules",
    "MeasureWeight": "alignmentWeights",
    "Team": "teams",
    "Person": "people",
    "Cycle": "cycles",
    "Measure": "measure",
    "Kpi": "kpis",
    "Formula": "formula",
    "FormulaPart": "inputs",
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
    "FindingDismissal": "findingDismissals",
    "Report": "reports",
    "ReportItem": "items",
    "Template": "templates",
    "TemplateKeyResult": "templateResults",
}
KINDS: dict[str, Any] = {
    name: kind
    for module in (findings, goals, kpis, links, organization, parts, templates, weekly, work)
    for name, kind in vars(module).items()
    if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
}


def test_every_kind_of_entity_has_its_section() -> None:
    assert set(KINDS) - {"Stamps", "Entity", "Relationship", "NestedInitiative"} == set(TITLES)


def rows_of(name: str) -> dict[str, tuple[str, str, bool]]:
    """The rows of an entity's table: by key, its value, its default, and whether it is bold."""
    section = re.search(rf"^#+ `{TITLES[name]}`\n(.*?)(?=^#|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert section, f"docs/import-format.md has no section `{TITLES[name]}`"
    rows = {}
    for line in section[1].splitlines():
        if line.startswith(("| `", "| **`")):
            keys, value, default = (cell.strip() for cell in line.strip("|").split("|"))
            for bold, key in re.findall(r"(\*\*)?`(\w+)`", keys):
                rows[key] = (value, default, bool(bold))
    return rows


@pytest.mark.parametrize("name", TITLES)
def test_every_key_is_in_the_table_of_its_section(name: str) -> None:
    stamps = {field.name for field in dataclasses.fields(parts.Stamps)}
    keys = {field.name for field in dataclasses.fields(KINDS[name])} - stamps
    assert set(rows_of(name)) == keys


@pytest.mark.parametrize("name", TITLES)
def test_a_table_says_what_the_declaration_says(name: str) -> None:
    """Which keys are required, the values of closed lists, and what is so by default."""
    rows = rows_of(name)
    for field in fields_of(KINDS[name]):
        if field.name not in rows:
            continue
        value, default, bold = rows[field.name]
        assert bold == (field.default is REQUIRED), field.name
        if len(field.values) <= MOST_LISTED:
            assert all(word in value for word in field.values), field.name
        if field.default not in (REQUIRED, None, ()):
            said = str(field.default)
            said = said.lower() if isinstance(field.default, bool) else said
            assert default.strip("`").startswith(said.removesuffix(".0")), field.name


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
