"""Asking for changes, and reading what they say."""

from __future__ import annotations

import json
from typing import Any

from tests.api.client import Client
from tests.api.companies import Company

SAID = "revision actor { id } actorName operation kind nodeId nodeType"
FIELDS = "fields { name before after hidden }"
ITEM = f"{SAID} node {{ id }} {FIELDS}"


async def feed(client: Client, since: int, selected: str = ITEM, **given: Any) -> dict[str, Any]:
    """A page of the feed."""
    answer = await client.ask(
        "query ($since: Int, $first: Int, $after: String, $types: [String!]) {"
        " changes(since: $since, first: $first, after: $after, types: $types) {"
        f" upTo resync pageInfo {{ hasNextPage endCursor }} nodes {{ {selected} }} }} }}",
        {"since": since, "first": 50, **given},
    )
    page: dict[str, Any] = answer["changes"]
    return page


async def history(
    client: Client, field: str, node: str, selected: str = f"{SAID} {FIELDS}", given: str = ""
) -> list[dict[str, Any]]:
    """A page of a node's history, which is all of it."""
    answer = await client.ask(
        f'{{ {field}(id: "{node}") {{ history{given} {{ totalCount nodes {{ {selected} }} }} }} }}'
    )
    found = answer[field]["history"]
    assert found["totalCount"] == len(found["nodes"])
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


def changed(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """What changed, by name: from what to what."""
    assert [one["name"] for one in fields] == sorted({one["name"] for one in fields})

    def value(text: str | None) -> Any:
        return None if text is None else json.loads(text)

    return {
        one["name"]: "hidden" if one["hidden"] else (value(one["before"]), value(one["after"]))
        for one in fields
    }


async def revision_of(client: Client) -> int:
    """The organization's revision."""
    revision: int = (await client.ask("{ organization { revision } }"))["organization"]["revision"]
    return revision


async def quiet_company(quiet: Company) -> tuple[Client, Client]:
    """Who sees everything, and who sees nothing that is hidden."""
    return await quiet.service("admin"), await quiet.person("out@quiet.example")
