"""Which questions are planned when the server starts."""

from __future__ import annotations

from api.warming import common_operations
from resolvers import build_schema
from resolvers.catalogue import catalogue
from resolvers.warming import Operation, layers_of, registered


async def test_every_question_of_the_page_is_compiled() -> None:
    """For either kind of viewer, moments such as "14 days ago" included."""
    schema = build_schema()
    operations = common_operations()
    assert len(operations) >= 8
    for operation in operations:
        assert len(await registered(schema, [operation])) >= 2, operation[0]


async def test_layers_do_not_depend_on_what_is_selected() -> None:
    """Whatever else is selected of the same edges, nothing is left to be planned."""
    schema = build_schema()
    fresh: list[Operation] = [(document, {}) for document in QUESTIONS]
    for past in (False, True):
        known = {plan.text for plan in layers_of(await registered(schema, CATALOGUE, past=past))}
        asked = layers_of(await registered(schema, fresh, past=past))
        assert [plan.name for plan in asked if plan.text not in known] == []


CATALOGUE: list[Operation] = [(document, {}) for document in catalogue(build_schema().graphql)]
QUESTIONS = [
    '{ objective(id: "obj_1") { title health labels links { url } owner { __typename ... on Team {'
    " name } } keyResults(first: 7) { totalCount nodes { metric { target } measure { unit }"
    " checkIns { edges { cursor node { value author { name manager { email } } } } } } } } }",
    "{ mine: kpis(first: 3) { nodes { name values { nodes { at } } supportedBy { nodes { weight"
    " from { __typename ... on Objective { title alignsTo { nodes { title } } } } } } } }"
    " teams { nodes { kind members { nodes { name } } objectives { nodes { progress } } } } }",
    "{ objectives { edges { cursor node { viewerCan { update } id } } pageInfo { endCursor }"
    " nodes { score ancestors { nodes { title cycle { parts { nodes { startsOn } } } } } } } }",
]
