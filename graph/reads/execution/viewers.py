"""Who a token belongs to, and what that lets them see (`docs/model.md`, "Who sees what")."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from graph.database.client import Database
from graph.database.reader import StatementReader
from graph.domain.calendar import time_text
from graph.domain.viewer import Scope, Viewer
from graph.reads.temporal.rewriting import as_of

# Of a person who is known, beside what `kept` names: `mine`, and the ids `beside` those. Their
# circle is themself and their reports down the line. Relationships say what is at their ends, and
# labels would only have the planner look at all that carry them.
_MINE = """
WITH {kept}, COLLECT {{
  MATCH (person)(()<-[:REPORTS_TO]-()){{0,}}(member)
  RETURN DISTINCT member
}} AS circle
WITH {kept}, [member IN circle | member.id] + COLLECT {{
  UNWIND circle AS member
  MATCH (member)-[:LEADS]->(team)
  RETURN DISTINCT team.id
}} AS mine"""
_BESIDE = """COLLECT {
    MATCH (person)-[:MEMBER_OF]->(team)
    RETURN DISTINCT team.id AS id
    UNION
    MATCH (person)-[:MEMBER_OF]->()<-[:MEMBER_OF]-(member)
    RETURN DISTINCT member.id AS id
  }"""
_LED = """COLLECT {
    MATCH (person)-[:LEADS]->()<-[:MEMBER_OF]-(member)
    RETURN DISTINCT member.id
  }"""

# What follows once `organization`, `person` (null for a service), `scope`, `name` and `token` (null
# where there is none) are known.
_ANSWER = f"""{_MINE.format(kept="organization, person, scope, name, token")}
RETURN {{
  org: organization.id,
  person: person.id,
  name: name,
  scope: scope,
  role: person.role,
  mine: mine,
  beside: {_BESIDE},
  led: {_LED},
  accessRevision: organization.accessRevision,
  expiresAt: token.expiresAt,
  usedOn: token.usedOn
}} AS viewer
"""

# The token's hash is the one thing that decides which organization is asked.
VIEWER_OF_TOKEN = (
    """
MATCH (token:Token {hash: $p.hash})
WHERE coalesce(token.expiresAt > $p.now, true)
MATCH (organization:Organization {org: token.org, id: token.org})
OPTIONAL MATCH (person:Person {org: token.org, id: token.personId})
  WHERE NOT coalesce(person.archived, false)
WITH organization, token, person
WHERE token.personId IS NULL OR person IS NOT NULL
WITH organization, person, token.scope AS scope, coalesce(person.name, token.name) AS name, token
"""
    + _ANSWER
)

VIEWER_OF_PERSON = (
    """
MATCH (organization:Organization {org: $p.org, id: $p.org})
MATCH (person:Person {org: $p.org, id: $p.person})
WHERE NOT coalesce(person.archived, false)
WITH organization, person, $p.scope AS scope, person.name AS name, null AS token
"""
    + _ANSWER
)

# Of a revision, `$p.at`.
_RIGHTS_THEN = as_of(
    f"""MATCH (person:Person {{org: $p.org, id: $p.person}})
WHERE NOT coalesce(person.archived, false){_MINE.format(kept="person")}
RETURN [person.role, mine, {_BESIDE}, {_LED}]"""
)


class SignIn(NamedTuple):
    """The viewer that a token belongs to, when it ends, and the day (UTC) of its last use."""

    viewer: Viewer
    expires_at: datetime | None
    used_on: date | None


async def viewer_of_token(database: Database, token_hash: str, now: datetime) -> SignIn | None:
    """The viewer whose token has this hash (SHA-256, hex).

    None when there is no such token, it has ended, or its person or organization is gone or
    archived.
    """
    p = {"hash": token_hash, "now": time_text(now)}
    answer = await database.read("viewerOfToken", VIEWER_OF_TOKEN, p)
    if answer is None:
        return None
    expires_at, used_on = answer["expiresAt"], answer["usedOn"]
    return SignIn(
        _viewer(answer),
        expires_at and datetime.fromisoformat(expires_at),
        used_on and date.fromisoformat(used_on),
    )


async def viewer_of_person(database: Database, org: str, person: str) -> Viewer | None:
    """The viewer that a person is, by id, with the scope `admin`; None when gone or archived."""
    answer = await database.read(
        "viewerOfPerson", VIEWER_OF_PERSON, {"org": org, "person": person, "scope": "admin"}
    )
    return None if answer is None else _viewer(answer)


async def had_the_same_rights(database: StatementReader, viewer: Viewer, revision: int) -> bool:
    """Whether the viewer could see at a revision by the rights that they have now."""
    if viewer.person is None:
        return True  # A service has those of its token.
    p = {"org": viewer.org, "person": viewer.person, "at": revision}
    answer = await database.read("viewerThen", _RIGHTS_THEN, p)
    if answer is None:
        return False
    role, mine, beside, led = answer
    saw_all = _sees_all(viewer.person, role, viewer.scope)
    if saw_all or viewer.sees_all:
        return saw_all and viewer.sees_all
    return (
        {*mine} == {*viewer.mine} and {*mine, *beside} == {*viewer.near} and {*led} == {*viewer.led}
    )


def _viewer(answer: dict[str, Any]) -> Viewer:
    person, role, scope = answer["person"], answer["role"], answer["scope"]
    mine = tuple(answer["mine"])
    return Viewer(
        org=answer["org"],
        person=person,
        name=answer["name"],
        scope=scope,
        role=role,
        sees_all=_sees_all(person, role, scope),
        mine=mine,
        near=tuple(dict.fromkeys((*mine, *answer["beside"]))),
        access_revision=answer["accessRevision"],
        led=tuple(answer["led"]),
    )


def _sees_all(person: str | None, role: str | None, scope: Scope) -> bool:
    return role in ("OWNER", "ADMIN") if person else scope == "admin"
