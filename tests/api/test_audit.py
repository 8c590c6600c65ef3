"""All audits of GraphQL over HTTP that the npm package graphql-http has."""

from __future__ import annotations

from collections import Counter

from tests.audit import audits_of


async def test_all_audits_pass(url: str, token: str) -> None:
    results = await audits_of(f"{url}/graphql", token)
    assert [result for result in results if result["status"] != "ok"] == []
    assert Counter(result["status"] for result in results) == {"ok": 61}
