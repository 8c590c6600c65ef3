"""Statements about the past: nothing in them is asked of the present by mistake."""

from __future__ import annotations

import re

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type

from graph.domain.relationships import PAST
from graph.reads.compile.selection import Field
from graph.reads.table.roots import plan
from graph.reads.temporal.rewriting import as_of
from graph.reads.temporal.states import FIXED
from resolvers import build_schema

# A read of a property, but for parameters; a relationship's pattern, with what is asked of it.
READ = re.compile(r"(?<![\w.$])([a-z]\w*)\.([a-z]\w*)\b(?!\()")
LINK = re.compile(r"-\[(\w*):([\w|]+)([^\]]*)\]")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema().graphql


def test_relationships_and_properties_are_of_then() -> None:
    assert as_of(
        "MATCH (n:Team {org: $p.org, id: $p.a0}) "
        "RETURN COLLECT { MATCH (n)<-[:OWNS]-(m:Objective) WHERE m.title = 'a' AND m.id > 'b' "
        "RETURN [m.id, m.title] }"
    ) == (
        "MATCH (n:Team {org: $p.org, id: $p.a0}) WHERE n.born <= $p.at "
        "RETURN COLLECT { MATCH (n)<-[r_1:OWNS|OWNED WHERE r_1.since <= $p.at "
        "AND r_1.until > $p.at]-(m:Objective) WHERE m.id > 'b' "
        "WITH m, CASE WHEN m.since <= $p.at THEN m ELSE head(COLLECT { MATCH (v_2:Version) "
        "WHERE v_2.org = $p.org AND v_2.of = m.id AND v_2.until > $p.at "
        "RETURN v_2 ORDER BY v_2.org, v_2.of, v_2.until LIMIT 1 }) END AS m_then "
        "WHERE m_then.title = 'a' RETURN [m.id, m_then.title] }"
    )


def test_what_is_marked_stays() -> None:
    assert as_of("MATCH (n:Team)-[:OWNS]->(m) WHERE ⟦m.title = 'a'⟧ RETURN ⟦m.title⟧").endswith(
        "WHERE m.title = 'a' RETURN m.title"
    )


def test_a_name_may_be_a_node_here_and_a_link_there() -> None:
    text = as_of(
        "MATCH (g:Team) RETURN [COLLECT { MATCH (g)-[t:OWNS]->() RETURN t.weight }, "
        "COLLECT { MATCH (g)-[:OWNS]->(t:Kpi) RETURN t.name }]"
    )
    assert "RETURN t.weight" in text
    assert "RETURN t_then.name" in text


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) RETURN properties(n)",
        "MATCH (n) RETURN (n)-[:OWNS]->()",
        "MATCH (n) OPTIONAL MATCH (n)-[:OWNS]->(m) WHERE m.title = 'a' RETURN m",
        "MATCH (n)-[:OWNS*1..3]->(m) RETURN m",
    ],
)
def test_what_cannot_be_asked_of_the_past_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"past|pattern"):
        as_of(text)


def leftovers(text: str) -> list[str]:
    """What in a statement, of one who sees everything, is asked of the present."""
    links = {found[1] for found in LINK.finditer(text)}
    wrong = [
        found[0]
        for found in LINK.finditer(text)
        if f"{found[1]}.until > $p.at" not in found[3]
        or any(kind in PAST and PAST[kind] not in text for kind in found[2].split("|"))
    ]
    for name, prop in READ.findall(text):
        of_then = name.endswith("_then") or name.startswith("v_") or name in links
        if not of_then and prop not in FIXED and prop != "since":
            wrong.append(f"{name}.{prop}")
    return wrong


# With every answer come the revisions by which its reader knows that it holds.
OF_THE_PRESENT = {"g.accessRevision", "g.revision"}


BY_ID = {
    "objective": "Objective",
    "keyResult": "KeyResult",
    "kpi": "Kpi",
    "team": "Team",
    "person": "Person",
    "cycle": "Cycle",
    "initiative": "Initiative",
    "checkIn": "CheckIn",
}


def test_every_plain_field_is_of_then(schema: GraphQLSchema) -> None:
    asked = 0
    for root, type_name in BY_ID.items():
        named = schema.type_map[type_name]
        assert isinstance(named, GraphQLObjectType)
        for name, one in named.fields.items():
            if is_leaf_type(get_named_type(one.type)):
                selected = Field(root, root, 0, {type_name: [Field(name, name, 1)]})
                found = plan(root, selected, [{"id": "x"}, {}], sees_all=True, past=True)
                assert set(leftovers(found.text)) <= OF_THE_PRESENT, found.text
                asked += 1
    assert asked > 80
