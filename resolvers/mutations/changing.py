"""The one resolver of all mutations: an input in, one write, a payload out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from graphql import GraphQLResolveInfo

from graph.domain.calendar import time_text
from graph.domain.errors import Contention, InvalidInput
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Values, plain, shape
from graph.reads.execution.run import ATTEMPTS_AT_ONE_REVISION, AccessChanged, Moved, Run
from graph.reads.rules.impact_shown import KPI_FIELDS
from graph.reads.table.types import PREFIXES, TYPES
from graph.writes.execution.execute import Ask, Result, perform
from graph.writes.execution.impact import inside
from resolvers.context import Context
from resolvers.execution import Whole
from resolvers.field_errors import located
from resolvers.mutations.payloads import Kinds, Payload, check_pages
from resolvers.selection import Tree, Trees

if TYPE_CHECKING:  # Resolvers hand the database on and never speak to it.
    from graph.database.client import Transaction

_ONE_OF_EACH = [f"{prefix}_" for prefix in sorted(PREFIXES)]
ANYTHING = Result(changed=_ONE_OF_EACH, entities=[{"node": one} for one in _ONE_OF_EACH])
"""A result that shows one node of every type."""

PAYLOADS = 1000
"""How many compiled payloads are kept: those of the shapes asked for last."""


class Changer:
    """Runs mutations; keeps the payloads it compiled, by the shape of what was asked."""

    def __init__(self) -> None:
        self._trees = Trees()
        self._payloads: LRUCache[Any, tuple[Any, Payload]] = LRUCache(PAYLOADS)

    async def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Whole:
        """The whole payload of the field."""
        context: Context = info.context
        tree = self._trees.tree(info)
        try:
            values = tree.values(info.variable_values)
            # What is wrong with the selection has to be known before anything is written.
            check_pages(values)
            self._payload(tree, values, context.viewer.sees_all, ANYTHING)
        except InvalidInput as error:
            raise located(tree, error) from error
        assert context.writer is not None
        given = as_stored(values[tree.root.index]["input"])

        async def refresh() -> None:
            context.viewer = await context.refresh()

        impacts = tree.root.child("impact")
        ask = Ask(
            context.writer,
            lambda: context.viewer,
            refresh,
            context.now,
            context.once,
            place=str(info.path.key),
            impact=bool(impacts),
            kpis=any(each.name in KPI_FIELDS for one in impacts for each in one.only()),
            findings=any(impact.child("findings") for impact in impacts),
        )

        async def show(result: Result, transaction: Transaction | None) -> dict[str, Any]:
            return await self._show(context, refresh, tree, values, result, transaction)

        name = info.field_name
        return Whole(await perform(ask, name, given, show, dry_run=bool(given.get("dryRun"))))

    async def _show(
        self,
        context: Context,
        refresh: Any,
        tree: Tree,
        values: Values,
        result: Result,
        transaction: Transaction | None,
    ) -> dict[str, Any]:
        for attempt in range(ATTEMPTS_AT_ONE_REVISION):
            viewer, now = context.viewer, context.now
            last = attempt == ATTEMPTS_AT_ONE_REVISION - 1
            run = (
                Run(context.database, viewer, now, values, settle=last)
                if transaction is None
                else inside(transaction, viewer, now, values, result.access_revision, settle=last)
            )
            payload = self._payload(tree, values, viewer.sees_all, result)
            try:
                built = await payload.build(run, result)
                await run.finish()
            except Moved:
                continue
            except AccessChanged:
                if transaction is not None:
                    raise
                await refresh()
                continue
            return built
        raise Contention("Access kept changing while this was read; the change itself was made.")

    def _payload(self, tree: Tree, values: Values, sees_all: bool, result: Result) -> Payload:
        root = tree.root
        kinds = Kinds.of(result, root)
        refused = bool(result.problems)
        shapes = tuple(shape(one) for one in values[1:] if one)
        key = (id(root), sees_all, kinds, refused, shapes)
        found = self._payloads.get(key)
        if found is None:
            c = Compiler(TYPES, values, sees_all)
            # The root is kept with its payload, so its identity stands for it while it is here.
            found = (root, Payload(c, root, kinds, refused=refused))
            self._payloads[key] = found
        return found[1]


def as_stored(given: Any) -> Any:
    """An input as commands take it: enums and moments as texts; what is absent stays so."""
    if isinstance(given, dict):
        return {name: as_stored(value) for name, value in given.items()}
    if isinstance(given, list):
        return [as_stored(value) for value in given]
    return time_text(given) if isinstance(given, datetime) else plain(given)
