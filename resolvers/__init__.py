"""From GraphQL to the graph: a root field's selection becomes one call into `graph`."""

from __future__ import annotations

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from resolvers.execution import Executor, read_parts
from resolvers.mutations.changing import Changer
from resolvers.mutations.root import Root
from resolvers.query import Query
from resolvers.reading import Reader
from schema.mutations.problems import PROBLEMS
from schema.scalars import SCALARS

DESCRIPTION = (
    "Goals, key results and KPIs of one organization, and how they influence each other, now and "
    "at any moment of the past."
)


class GoalSchema(strawberry.Schema):
    """The executable schema, with the reader that answers its questions."""

    reader: Reader

    @property
    def graphql(self) -> GraphQLSchema:
        """The schema that graphql-core executes; Strawberry has no public name for it."""
        return self._schema

    def as_str(self) -> str:
        """The SDL. Strawberry prints no description of the schema itself."""
        roots = "schema {\n  query: Query\n  mutation: Mutation\n}"
        described = f'"""\n{DESCRIPTION}\n"""\n{roots}'
        return f"{described}\n\n{super().as_str()}"


def build_schema() -> GoalSchema:
    """The executable schema; each has its own cache of compiled plans."""
    schema = GoalSchema(
        Query,
        Root,
        types=PROBLEMS,
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=Executor,
    )
    graphql_schema = schema.graphql
    graphql_schema.description = DESCRIPTION
    # Explorers list the types in the order of the introspection.
    graphql_schema.type_map = dict(sorted(graphql_schema.type_map.items()))
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
