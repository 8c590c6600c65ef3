"""`goalgraph explain`: what a question does, layer by layer and as one statement.

Each way is asked twice: the first time shows what planning takes where the database has no plan
yet, the second what answering takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import orjson
import typer
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType, validate
from graphql import parse as parse_document

from api.config import Settings
from graph.database.client import Database
from graph.database.opening import opened
from graph.database.organizations import organization
from graph.domain.errors import InvalidInput, NotFound, SettingsError
from graph.domain.viewer import Viewer
from graph.reads.execution.run import Plan
from graph.reads.execution.viewers import viewer_of_person
from graph.reads.temporal.moment import When, moment_of
from resolvers import GoalSchema, build_schema
from resolvers.context import Context
from resolvers.reading import Shape

_PERSON = "MATCH (p:Person {org: $p.org, email: $p.email}) RETURN p.id LIMIT 1"
_ACCESS = "MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN g.accessRevision"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One statement that was sent: its text, how many parents it was asked for, how many rows came,
    and its seconds."""

    name: str
    text: str
    parents: int | None
    rows: int | None
    seconds: float


class _Watched:
    """A database whose reads are noted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked: list[_Asked] = []

    async def read(self, name: str, statement: str, p: Mapping[str, Any]) -> Any:
        """As `Database.read`; a statement may take a minute to plan."""
        started = time.perf_counter()
        answer = await self._database.read(name, statement, p, seconds=60.0)
        seconds = time.perf_counter() - started
        raw = answer[2] if isinstance(answer, list) and len(answer) == 3 else None
        rows = len(raw) if isinstance(raw, list) else None
        ids = p.get("ids")
        parents = len(ids) if isinstance(ids, list) else None
        self.asked.append(_Asked(name, statement, parents, rows, seconds))
        return answer


async def explain(
    settings: Settings,
    file: Path,
    *,
    variables: str | None,
    at: datetime | None,
    person: str | None,
    cypher: bool,
) -> None:
    """Asks the questions of a file, and prints what each way of asking them took. Raises
    SettingsError for a file or variables that cannot be read, InvalidInput for a document that is
    none of questions."""
    schema = build_schema()
    document, given = _document(schema, file), _variables(variables)
    async with opened(settings.neo4j, settings.passing) as database:
        org = await organization(database, settings.organization)
        now = datetime.now(UTC)
        viewer = await _viewer(database, org, person)
        when = None if at is None else When(at if at.tzinfo else at.replace(tzinfo=UTC))
        past = None if when is None else await moment_of(database, org, when, now)
        cost: Mapping[str, Any] = {}
        for title, choose in (("Layer by layer", Shape.layers), ("As one statement", Shape.whole)):
            asked: list[list[_Asked]] = []
            for _ in range(2):
                watched = _Watched(database)
                context = Context(viewer, watched, now, "explain", _same(viewer), past=past)
                await _execute(schema, document, given, context, choose)
                asked.append(watched.asked)
                cost = context.cost.told()
            _print(title, asked, cypher=cypher)
        counted = (f"{told['asked']:,} {name}" for name, told in cost.items())
        typer.echo(f"Asks for {', '.join(counted)}.")


async def _execute(
    schema: GoalSchema,
    document: DocumentNode,
    variables: Mapping[str, Any],
    context: Context,
    choose: Callable[[Shape], Plan],
) -> None:
    schema.reader.choose = choose
    executor = schema.execution_context_class.build(
        schema.graphql,
        document,
        context_value=context,
        raw_variable_values=dict(variables),
        operation_extensions=None,
    )
    if isinstance(executor, list):
        raise InvalidInput(executor[0].message)
    result: Any = executor.execute_operation()
    if hasattr(result, "__await__"):
        result = await result
    for error in result.errors or ():
        raise error.original_error or error


def _print(title: str, asked: Iterable[list[_Asked]], *, cypher: bool) -> None:
    first, second = asked
    again = {statement.text: statement.seconds for statement in second}
    took = sum(statement.seconds for statement in second)
    typer.echo(f"{title}: {len(first)} statements, {took * 1000:.1f} ms in the database")
    typer.echo(f"  {'statement':<34}{'parents':>8}{'rows':>7}{'first ms':>10}{'again ms':>10}")
    for statement in first:
        columns = (
            f"{statement.name:<34}",
            f"{'' if statement.parents is None else statement.parents:>8}",
            f"{'' if statement.rows is None else statement.rows:>7}",
            f"{statement.seconds * 1000:>10.1f}",
            f"{again.get(statement.text, 0.0) * 1000:>10.1f}",
        )
        typer.echo(f"  {''.join(columns)}")
        if cypher:
            typer.echo(f"    {statement.text}")
    typer.echo("")


def _document(schema: GoalSchema, file: Path) -> DocumentNode:
    try:
        text = file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from error
    try:
        document = parse_document(text)
    except GraphQLError as error:
        raise InvalidInput(f"{file}: {error.message}") from error
    for wrong in validate(schema.graphql, document):
        raise InvalidInput(f"{file}: {wrong.message}")
    if not all(asked.operation is OperationType.QUERY for asked in _operations(document)):
        raise InvalidInput(f"{file} changes something; only questions can be explained.")
    return document


def _operations(document: DocumentNode) -> Iterator[OperationDefinitionNode]:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            yield definition


def _variables(text: str | None) -> Mapping[str, Any]:
    try:
        given = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as error:
        raise SettingsError(f"--variables is not JSON: {error}.") from error
    if not isinstance(given, dict):
        raise SettingsError("--variables has to be a JSON object.")
    return given


async def _viewer(database: Database, org: str, email: str | None) -> Viewer:
    """The person with an e-mail address; without one, somebody who sees everything."""
    if email is not None:
        person = await database.read("explain.person", _PERSON, {"org": org, "email": email})
        viewer = person and await viewer_of_person(database, org, person)
        if viewer is None:
            raise NotFound(f"Nobody has the e-mail address {email}.")
        return cast("Viewer", viewer)
    access = await database.read("explain.access", _ACCESS, {"org": org})
    return Viewer(
        org=org,
        person=None,
        name="explain",
        scope="admin",
        role=None,
        sees_all=True,
        mine=(),
        near=(),
        access_revision=access,
    )


def _same(viewer: Viewer) -> Callable[[], Any]:
    async def refresh() -> Viewer:
        return viewer

    return refresh
