"""The one resolver of all questions: selection in, plan, answer out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal

from cachetools import LRUCache
from graphql import GraphQLResolveInfo

from graph.domain.errors import InvalidInput
from graph.domain.viewer import Viewer
from graph.reads.compile.selection import Field, Values, shape
from graph.reads.execution.plan_warmup import NOWHERE
from graph.reads.execution.run import Plan, answer
from graph.reads.table.roots import plan
from graph.reads.table.types import type_of
from graph.reads.temporal.moment import Moment, When, moment_of
from resolvers.context import Context
from resolvers.execution import Whole
from resolvers.field_errors import MOST, LeftOut, left_out
from resolvers.selection import Tree, Trees, check_ids

PRESENT = frozenset({"changes", "diff"})
"""Root questions that are not asked of the past."""

SHAPES = 2000
"""How many shapes are kept with their plans: those asked for last."""

OFTEN = 3
"""How often a shape is asked by layers before it is planned as one statement."""

About = Literal["present", "past", "pinned"]
"""When a question is about; `pinned`: as of a present revision that it has begun to be asked of."""


class Shape:
    """The shape of a question, and its plans: by layers, and as one statement."""

    def __init__(self, root: Field, values: Values, sees_all: bool, about: About) -> None:
        self._root = root
        self._values = values
        self._sees_all = sees_all
        self._about = about
        self._plans: dict[bool, Plan] = {}
        self.asked = 0
        self.planned = False
        """Whether the database has planned the one statement."""

    def layers(self) -> Plan:
        """As statements that other questions share."""
        return self._plan(layered=True)

    def whole(self) -> Plan:
        """As one statement of its own."""
        return self._plan(layered=False)

    def layer_statements(self) -> Iterator[Plan]:
        """Every statement of its layers, those of rules included."""
        made = self.layers()
        yield from (made, *made.others)

    def statements(self) -> Iterator[Plan]:
        """Every statement that has been compiled, those of rules included."""
        for made in self._plans.values():
            yield from (made, *made.others)

    def _plan(self, *, layered: bool) -> Plan:
        found = self._plans.get(layered)
        if found is None:
            found = self._plans[layered] = plan(
                self._root.name,
                self._root,
                self._values,
                sees_all=self._sees_all,
                past=self._about != "present",
                pinned=self._about == "pinned",
                layered=layered,
            )
        return found


class Reader:
    """Answers root questions; keeps what it compiled, by the shape of what was asked."""

    def __init__(self) -> None:
        self._trees = Trees()
        self._shapes: LRUCache[Any, Shape] = LRUCache(SHAPES)
        self.choose: Callable[[Shape], Plan] = self._chosen
        self.promote: Callable[[Shape], None] = lambda shape: None
        """Told of every shape that is asked often enough to be planned as one statement."""
        self.registered: dict[Shape, None] = {}
        """The shapes of what was asked of `NOWHERE`."""

    async def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Whole:
        """The whole answer of the field; null of it where arguments of nested fields are wrong."""
        context: Context = info.context
        tree = self._trees.tree(info)
        gone: list[LeftOut] = []
        while True:
            spent = replace(context.cost)
            try:
                answered = await self._answered(context, tree, tree.values(info.variable_values))
                break
            except InvalidInput as error:
                context.cost = spent
                smaller, out = left_out(tree, error)
                if len(gone) == MOST:
                    raise
                tree = smaller
                gone.append(out)
        for out in reversed(gone):
            context.errors += out.put_null(answered)
        return Whole(answered)

    async def _answered(self, context: Context, tree: Tree, values: Values) -> Any:
        """The whole answer. Raises InvalidInput, which says by whom, for arguments of any field."""
        if context.viewer.org != NOWHERE:
            context.cost.add(tree.root, values)
        past = context.past
        if tree.root.name == "at":
            when = When(values[0].get("time"), values[0].get("revision"))
            past = (
                Moment(0, context.now)
                if context.viewer.org == NOWHERE
                else await moment_of(context.database, context.viewer.org, when, context.now)
            )

        if past is not None and tree.root.name in PRESENT:
            raise InvalidInput(
                f"`{tree.root.name}` follows the present; ask for it without Goalgraph-At.", path=[]
            )

        async def refresh() -> None:
            context.viewer = await context.refresh()

        def plan_for(viewer: Viewer, pinned: bool) -> Plan:
            about: About = "pinned" if pinned else "present" if past is None else "past"
            found = self.shape(tree, values, viewer.sees_all, about)
            if viewer.org == NOWHERE:
                self.registered[found] = None
                return found.layers()
            return self.choose(found)

        return await answer(
            plan_for,
            values,
            database=context.database,
            viewer=lambda: context.viewer,
            refresh=refresh,
            now=context.now,
            past=past,
            pins=tree.root.name not in PRESENT,
        )

    def plans(self) -> list[Plan]:
        """Every statement that has been compiled, those of rules included."""
        return [one for kept in self._shapes.values() for one in kept.statements()]

    def shape(self, tree: Tree, values: Values, sees_all: bool, about: About) -> Shape:
        """The shape of a question, which decides the text of its statements."""
        root = tree.root
        kinds = tuple(
            kind
            for one in (root.only() if root.name == "at" else [root])
            if (kind := _kinds(one, values)) is not None
        )
        shapes = tuple(shape(one) for one in values if one)
        key = (tree.signature, sees_all, about, kinds, shapes)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = Shape(root, values, sees_all, about)
        return found

    def forget(self) -> list[Shape]:
        """Ask everything by layers again, until it is planned anew; gives what was planned."""
        planned = [kept for kept in self._shapes.values() if kept.planned]
        for kept in planned:
            kept.planned = False
        return planned

    def _chosen(self, asked: Shape) -> Plan:
        if asked.planned:
            return asked.whole()
        asked.asked += 1
        if asked.asked == OFTEN:
            self.promote(asked)
        return asked.layers()


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
