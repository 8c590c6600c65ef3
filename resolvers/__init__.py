"""From GraphQL to the graph: a root field's selection becomes one call into `graph`."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers.execution import Executor, read_parts
from resolvers.mutations.changing import Changer
from resolvers.mutations.root import Root
from resolvers.query import Query
from resolvers.reading import Reader
from schema.mutations.problems import PROBLEMS
from schema.scalars import SCALARS


class GoalSchema(strawberry.Schema):
    """The executable schema, with the reader that answers its questions."""

    reader: Reader


def build_schema() -> GoalSchema:
    """The executable schema; each has its own cache of compiled plans."""
    schema = GoalSchema(
        Query,
        Root,
        types=PROBLEMS,
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=Executor,
    )
    graphql_schema = schema._schema
    read_parts(graphql_schema)
    reader = schema.reader = Reader()
    changer = Changer()
    assert graphql_schema.query_type is not None
    for field in graphql_schema.query_type.fields.values():
        field.resolve = reader.resolve
    assert graphql_schema.mutation_type is not None
    for field in graphql_schema.mutation_type.fields.values():
        field.resolve = changer.resolve
    return schema
