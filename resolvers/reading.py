"""The one resolver of all questions: selection in, plan, answer out."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from graphql import GraphQLResolveInfo

from graph.domain.errors import InvalidInput
from graph.reads.compile.compiler import Plan
from graph.reads.compile.selection import Field, Values, shape
from graph.reads.execution.run import answer
from graph.reads.table.roots import plan
from graph.reads.table.types import type_of
from graph.reads.temporal.moment import When, moment_of
from resolvers.context import Context
from resolvers.execution import Whole
from resolvers.selection import Tree, Trees, check_ids

PRESENT = frozenset({"changes", "diff"})
"""Root questions that are not asked of the past."""

PLANS = 2000
"""How many compiled plans are kept: those of the shapes asked for last."""


class Reader:
    """Answers root questions; keeps what it compiled, by the shape of what was asked."""

    def __init__(self) -> None:
        self._trees = Trees()
        self._plans: OrderedDict[Any, tuple[Field, Plan]] = OrderedDict()

    async def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Whole:
        """The whole answer of the field."""
        context: Context = info.context
        tree = self._trees.tree(info)
        values = tree.values(info.variable_values)
        past = context.past
        if tree.root.name == "at":
            when = When(values[0].get("time"), values[0].get("revision"))
            past = await moment_of(context.database, context.viewer.org, when, context.now)

        if past is not None and tree.root.name in PRESENT:
            raise InvalidInput(
                f"`{tree.root.name}` follows the present; ask for it without Goalgraph-At.", path=[]
            )

        async def refresh() -> None:
            context.viewer = await context.refresh()

        return Whole(
            await answer(
                lambda viewer: self._plan(tree, values, viewer.sees_all, past is not None),
                values,
                database=context.database,
                viewer=lambda: context.viewer,
                refresh=refresh,
                now=context.now,
                past=past,
            )
        )

    def plans(self) -> list[Plan]:
        """Every statement that has been compiled, those of rules included."""
        return [one for _, plan in self._plans.values() for one in (plan, *plan.others)]

    def _plan(self, tree: Tree, values: Values, sees_all: bool, past: bool) -> Plan:
        root = tree.root
        kinds = tuple(
            kind
            for one in (root.only() if root.name == "at" else [root])
            if (kind := _kinds(one, values)) is not None
        )
        key = (id(root), sees_all, past, kinds, tuple(shape(one) for one in values if one))
        found = self._plans.get(key)
        if found is None:
            # The root is kept with its plan, so its identity stands for it as long as it is here.
            found = (root, plan(root.name, root, values, sees_all=sees_all, past=past))
            self._plans[key] = found
            if len(self._plans) > PLANS:
                self._plans.popitem(last=False)
        else:
            self._plans.move_to_end(key)
        return found[1]


def _kinds(root: Field, values: Values) -> Any:
    """The types of what is asked for by ids, which decide the statement."""
    match root.name:
        case "node":
            return frozenset([type_of(values[root.index]["id"])])
        case "nodes":
            ids = values[root.index]["ids"]
            check_ids(ids)
            return frozenset(map(type_of, ids))
    return None
