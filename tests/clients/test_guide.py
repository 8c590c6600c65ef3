"""The questions in the README and the docs, asked; their answers and figures, compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    parse,
    validate,
)

from api.validation.limits import exceeded
from tests.api.client import Client
from tests.clients import SDL

ROOT = SDL.parents[1]
STORY = "from-kpi-to-next-cycle"
"""The page whose calls build on each other: `test_story` asks them."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


class Example(NamedTuple):
    """A question of a page, and the answer that follows it there."""

    page: str
    number: int
    question: str
    answer: Any

    def __str__(self) -> str:
        return f"{self.page}-{self.number}"


def _examples() -> Iterator[Example]:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
        for number, (kind, text) in enumerate(blocks):
            if kind == "graphql":
                following = blocks[number + 1] if number + 1 < len(blocks) else ("", "")
                answer = json.loads(following[1]) if following[0] == "json" else None
                yield Example(page.stem, number, text, answer)


def _asks(example: Example) -> bool:
    """Whether it can be asked as it stands: it changes nothing, its variables may be left out."""
    if example.page == STORY:
        return False
    [operation] = [
        it for it in parse(example.question).definitions if isinstance(it, OperationDefinitionNode)
    ]
    return operation.operation is OperationType.QUERY


EXAMPLES = list(_examples())


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SDL.read_text(encoding="utf-8"))


def test_there_are_examples_with_answers() -> None:
    assert len(EXAMPLES) >= 8
    assert {it.page for it in EXAMPLES if it.answer is not None} >= {
        "README",
        "api-guide",
        "worked-example",
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_fits_the_contract(example: Example, schema: GraphQLSchema) -> None:
    document = parse(example.question)
    assert validate(schema, document) == []
    assert exceeded(document) == []


@pytest.mark.parametrize("example_", [it for it in EXAMPLES if _asks(it)], ids=str)
async def test_an_example_is_answered(example_: Example, example: Client) -> None:
    data = await example.ask(example_.question)
    assert data != {}
    if example_.answer is not None:
        assert data == example_.answer


async def test_the_pictures_figures_are_the_graphs(example: Client) -> None:
    """Every arrow of the picture of the worked example, and every arrow that there is."""
    [text] = [text for kind, text in BLOCK.findall(_picture_page()) if kind == "mermaid"]
    drawn = {
        (start, end): (float(share), effect or None)
        for start, share, effect, end in re.findall(
            r'^ *(\w+) -- "([\d.]+)(?:, (\w+))?" --> (\w+)$', text, re.M
        )
    }
    data = await example.ask(
        """{
          objectives { nodes { id progress alignsTo { edges {
            share node { id } alignment { keyResult { id } }
          } } } }
          kpis(first: 3) { nodes { movers(first: 4) { edges { paths(first: 20) { steps {
            share effect node { id }
          } } } } } }
        }"""
    )
    found: dict[tuple[str, str], tuple[float, str | None]] = {}
    for goal in data["objectives"]["nodes"]:
        for edge in goal["alignsTo"]["edges"]:
            end = edge["alignment"]["keyResult"] or edge["node"]
            found[goal["id"], end["id"]] = (edge["share"], None)
    for kpi in data["kpis"]["nodes"]:
        for edge in kpi["movers"]["edges"]:
            for path in edge["paths"]:
                for one, other in zip(path["steps"], path["steps"][1:], strict=False):
                    if other["node"]["id"].startswith("kpi_"):
                        pair = (one["node"]["id"], other["node"]["id"])
                        found[pair] = (other["share"], other["effect"].lower())
    assert drawn == found

    shown = dict(re.findall(r"(obj_\w+)\(\[.*· ([\d.]+) %", text))
    progress = {goal["id"]: goal["progress"] for goal in data["objectives"]["nodes"]}
    assert {name: float(it) for name, it in shown.items()} == {
        name: 100 * progress[name] for name in shown
    }


def _picture_page() -> str:
    return (ROOT / "docs" / "worked-example.md").read_text(encoding="utf-8")
