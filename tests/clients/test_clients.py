"""relay-compiler, Apollo Client, urql and GraphQL Code Generator take the contract as it is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, parse, validate

from api.validation.limits import exceeded
from tests.api.client import Client
from tests.clients import CODEGEN, FOLDER, MODULES, RELAY, SDL, TSC, run, tool


def test_every_package_is_pinned() -> None:
    versions = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert [it for it in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", it[1])] == []


def test_the_lock_has_sums_and_no_addresses() -> None:
    """`node relock.mjs` writes it so."""
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert [name for name, it in packages.items() if name and "integrity" not in it] == []


@pytest.mark.usefixtures("tools")
async def test_relay_compiles_pagination_and_refetching(tmp_path: Path, example: Client) -> None:
    project = _project(tmp_path, "relay")
    code, output, errors = await tool(RELAY, "relay.config.json", cwd=project)
    assert code == 0, output + errors
    assert "warn" not in (output + errors).lower()
    compiled = json.loads((project / "queries.json").read_text(encoding="utf-8"))
    schema = build_schema(SDL.read_text(encoding="utf-8"))
    documents = [parse(text) for text in compiled.values()]
    assert len(documents) == 13
    assert [validate(schema, it) for it in documents] == [[]] * 13
    assert [exceeded(it) for it in documents] == [[]] * 13

    [owner] = [text for text in compiled.values() if text.startswith("query boardOwnerQuery")]
    assert await example.ask(owner, {"id": "psn_jaan"}) == {
        "node": {
            "__typename": "Person",
            "__isObjectiveOwner": "Person",
            "email": "jaan@lumen.example",
            "id": "psn_jaan",
            "name": "Jaan Mets",
        }
    }


@pytest.mark.usefixtures("tools")
async def test_relay_refuses_a_field_that_is_not_there(tmp_path: Path) -> None:
    project = _project(tmp_path, "relay")
    board = project / "src" / "board.ts"
    board.write_text(board.read_text().replace("totalCount", "totalCounts"), encoding="utf-8")
    code, _, errors = await tool(RELAY, "relay.config.json", cwd=project)
    assert code != 0
    assert "totalCounts" in errors


@pytest.mark.usefixtures("tools")
async def test_generated_types_compile(tmp_path: Path) -> None:
    project = _project(tmp_path, "types")
    code, output, errors = await tool(CODEGEN, "--config", "codegen.yml", cwd=project)
    assert code == 0, output + errors
    code, output, errors = await tool(TSC, "-p", "tsconfig.json", cwd=project)
    assert (code, output + errors) == (0, "")
    answers = (project / "answers.ts").read_text(encoding="utf-8")
    code_alone = re.sub(r"/\*.*?\*/", "", answers, flags=re.DOTALL)
    assert not re.search(r"\bany\b[;,>\])]", code_alone)


@pytest.mark.usefixtures("tools")
async def test_apollo_keeps_what_it_was_answered(example: Client) -> None:
    found = await _cached("apollo.mjs", example)
    keys = set(found.pop("keys"))
    assert found == {"said": [], "incomplete": [], "different": [], "paged": await _titled(example)}
    assert {
        "Objective:obj_keep",
        "KeyResult:kr_churn",
        "Kpi:kpi_mrr",
        "Team:team_growth",
        "Person:psn_jaan",
        "Cycle:cyc_2026q4",
    } <= keys
    assert [key for key in keys if not re.fullmatch(r"[A-Za-z]+:[a-z]+_[\w-]+", key)] == []


@pytest.mark.usefixtures("tools")
async def test_urql_keeps_what_it_was_answered(example: Client) -> None:
    assert await _cached("urql.mjs", example) == {
        "said": [],
        "failed": [],
        "incomplete": [],
        "different": [],
        "paged": await _titled(example),
    }


async def _cached(script: str, example: Client) -> dict[str, Any]:
    """What a cache's script reports after all operations on the worked example."""
    links = await example.ask("{ alignments { nodes { id } } drives { nodes { id } } }")
    ids = [link["id"] for kind in links.values() for link in kind["nodes"]]
    nodes = [
        "obj_keep",
        "kr_churn",
        "kpi_mrr",
        "team_growth",
        "psn_jaan",
        "cyc_2026q4",
        "obj_nowhere",
    ]
    variables = {
        "board": {"first": 2},
        "goal": {"id": "obj_macros"},
        "kpi": {"id": "kpi_mrr"},
        "mixed": {"ids": [*nodes, *ids]},
        "home": {},
    }
    assert example.token is not None
    code, output, errors = await run(
        "node",
        # The builds that warn.
        "--conditions=development",
        str(FOLDER / script),
        example.url,
        json.dumps(variables),
        cwd=FOLDER,
        token=example.token,
    )
    assert code == 0, errors
    assert errors == ""
    found: dict[str, Any] = json.loads(output)
    return found


async def _titled(example: Client) -> list[str]:
    """The ids of all objectives by title."""
    data = await example.ask("{ objectives(orderBy: {field: TITLE}) { nodes { id } } }")
    return [node["id"] for node in data["objectives"]["nodes"]]


def _project(folder: Path, name: str) -> Path:
    """A client's project in a folder of its own: its sources, the operations and the contract."""
    project = folder / name
    shutil.copytree(FOLDER / name, project)
    shutil.copytree(FOLDER / "operations", project / "operations")
    shutil.copy(SDL, project / "schema.graphql")
    (project / "node_modules").symlink_to(MODULES)
    return project
