"""How answers are built from what statements return: one Python expression for a whole answer.

A row comes as a list in the selection's order, and leaves as a dict. To call a function or two for
every row takes three times as long as one expression that holds all of them, nested comprehensions
and all, and it is most of what a large answer costs outside the database. So the builds that know
what is inside of them write themselves, once for each plan; others are called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from graph.reads.execution.run import Build, Run

DEEPEST = 10
"""How many lists of lists one expression goes through before it calls another: at some 20, Python
3.12 and 3.13 crash on comprehensions in one another."""


class Source:
    """An expression that is being written over `raw` and `run`, and what its other names are."""

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}
        self._names = 0
        self._depth = 0

    def bind(self, value: Any) -> str:
        """A name for an object."""
        name = self._name("b")
        self.bound[name] = value
        return name

    def build(self, build: Build | None, raw: str) -> str:
        """What a build makes of `raw`, written out or as a call; without a build, `raw` itself."""
        if build is None:
            return raw
        if isinstance(build, Written) and self._depth < DEEPEST:
            return build.write(self, raw)
        return f"{self.bind(build)}({raw}, run)"

    def given(self, raw: str, then: Callable[[str], str]) -> str:
        """What `then` says about the name of a value; None where the value is."""
        name = self._name("x")
        return f"(None if ({name} := {raw}) is None else {then(name)})"

    def first(self, raw: str, then: Callable[[str], str]) -> str:
        """What `then` says about the first item of a list; None where it is empty."""
        name = self._name("x")
        return f"({then(f'{name}[0]')} if ({name} := {raw}) else None)"

    def each(self, raw: str, then: Callable[[str], str]) -> str:
        """A list of what `then` says about the name of each item."""
        name = self._name("i")
        self._depth += 1
        item = then(name)
        self._depth -= 1
        return f"[{item} for {name} in {raw}]"

    def _name(self, word: str) -> str:
        self._names += 1
        return f"{word}{self._names}"


class Written:
    """A build that writes itself; when it is called, as the expression that it wrote."""

    __slots__ = ("_function", "write")

    def __init__(self, write: Callable[[Source, str], str]) -> None:
        self.write = write
        self._function: Build | None = None

    def __call__(self, raw: Any, run: Run) -> Any:
        """What it makes of what was returned."""
        if self._function is None:
            self._function = self._compiled()
        return self._function(raw, run)

    def _compiled(self) -> Build:
        source = Source()
        text = f"lambda raw, run: {self.write(source, 'raw')}"
        made: Build = FunctionType(compile(text, "<answer>", "eval"), source.bound)()
        return made


class Answer(dict[str, Any]):
    """An object of the answer whose type its place in the schema does not tell."""

    __slots__ = ("type_name",)

    def __init__(self, type_name: str, members: Any) -> None:
        super().__init__(members)
        self.type_name = type_name


def each(build: Build | None) -> Build | None:
    """A build for every item of a list."""
    if build is None:
        return None
    return Written(lambda source, raw: source.each(raw, lambda item: source.build(build, item)))


def only(build: Build | None) -> Written:
    """A build for the one item of a list; None without one."""
    return Written(lambda source, raw: source.first(raw, lambda one: source.build(build, one)))


def members(
    keys: Sequence[str],
    builds: Sequence[Build | None],
    *,
    make: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    finish: Callable[[dict[str, Any], Any, Run], dict[str, Any]] | None = None,
) -> Written:
    """A row as a dict of its keys, which `make` and then `finish` have the last word on."""

    def write(source: Source, raw: str) -> str:
        return source.given(raw, lambda row: whole(source, row))

    def whole(source: Source, row: str) -> str:
        items = [
            f"{key!r}: {source.build(build, f'{row}[{i}]')}"
            for i, (key, build) in enumerate(zip(keys, builds, strict=True))
        ]
        made = "{" + ", ".join(items) + "}"
        if make is not None:
            made = f"{source.bind(make)}({made})"
        return made if finish is None else f"{source.bind(finish)}({made}, {row}, run)"

    return Written(write)


def one_of(builds: Sequence[Build | None]) -> Written:
    """[which, row], as the build of that number makes it."""

    def write(source: Source, raw: str) -> str:
        return source.given(raw, lambda found: cases(source, found))

    def cases(source: Source, found: str) -> str:
        *some, last = [source.build(build, f"{found}[1]") for build in builds]
        tests = [f"{one} if {found}[0] == {i} else " for i, one in enumerate(some)]
        return "".join(tests) + last

    return Written(write)
