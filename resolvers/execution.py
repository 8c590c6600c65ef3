"""How answers leave: whole, as the read made them, without completing every field again.

A root field's resolver returns a complete answer: in the selection's order, enums and times as
texts, nulls where the contract allows them. `Executor` hands it on as it is. The fields of the
types only read their part of it, so completing an answer field by field gives the same.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

ROOTS = ("Query", "Mutation", "Subscription")


class Whole:
    """A value that is already what the client is to get."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class _WithVariables(StrawberryGraphQLCoreExecutionContext):
    """Gives resolvers graphql-core's container of variables, which arguments are coerced from."""

    def build_resolve_info(self, *args: Any, **kwargs: Any) -> Any:
        """The info of a field."""
        info: Any = super().build_resolve_info(*args, **kwargs)
        return info._replace(variable_values=self.variable_values)


class Executor(_WithVariables):
    """Completes a whole value by handing it on."""

    def complete_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """The value of a `Whole`; anything else as always."""
        if type(result) is Whole:
            if result.value is None:
                return super().complete_value(
                    return_type, field_details_list, info, path, None, position_context
                )
            return result.value
        return super().complete_value(
            return_type, field_details_list, info, path, result, position_context
        )


class FieldByField(_WithVariables):
    """Completes every field, for holding the other against."""

    def complete_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Completion as graphql-core does it, of what is in a `Whole`."""
        if type(result) is Whole:
            result = result.value
        return super().complete_value(
            return_type, field_details_list, info, path, result, position_context
        )


def read_parts(schema: GraphQLSchema) -> None:
    """Let every field of every type but the roots read its part of the fetched answer."""
    for named in schema.type_map.values():
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            named.resolve_type = _type_of
        elif isinstance(named, GraphQLObjectType) and not named.name.startswith("__"):
            named.is_type_of = None
            if named.name not in ROOTS:
                for field in named.fields.values():
                    field.resolve = _part


def _part(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    return source[info.path.key]


def _type_of(value: Any, info: GraphQLResolveInfo[Any], abstract: Any) -> str:
    return str(value.type_name)
