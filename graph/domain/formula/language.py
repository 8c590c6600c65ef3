"""The language of formulas: names, decimal numbers, + - * /, brackets, min, max, abs and round.

It is a part of Python's, read by Python's own parser into its tree. Only listed kinds of nodes get
through, and they are walked here: nothing is ever evaluated as code. Imports graph.domain.errors.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from keyword import iskeyword
from math import isfinite
from typing import Final, Literal, cast

from graph.domain.errors import InvalidInput

MOST_CHARACTERS: Final = 500
MOST_NODES: Final = 100
"""Of numbers, names, operators and calls."""
DEEPEST: Final = 20
"""How deep they may be nested; a chain of + and −, or of *, counts once."""
MOST_DIGITS: Final = 15
LARGEST: Final = 1e300
FUNCTIONS: Final = ("abs", "max", "min", "round")

NoValue = Literal["DIVISION_BY_ZERO", "TOO_LARGE"]
"""Why there is no value for numbers that are all there."""

_STRANGE: Final = re.compile(r"[^A-Za-z0-9_+\-*/(),.\s]")
_NUMBER: Final = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_EXACT: Final = Context(prec=400)
_OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that is right by itself, and the names in it, each once, as they come."""

    tree: ast.expr
    names: tuple[str, ...]


def name_mistake(name: str) -> str | None:
    """Why something is no name of an input; None if it is."""
    if not _NAME.match(name) or iskeyword(name):
        return f'"{name}" is no name: use letters, digits and _, first no digit, and no keyword.'
    if name in FUNCTIONS:
        return f'"{name}" is a function; call the input something else.'
    return None


@lru_cache(maxsize=1000)
def parsed(text: str) -> Expression:
    """What an expression says. Raises InvalidInput with the place of what is wrong."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput(f"An expression has at most {MOST_CHARACTERS} characters.")
    if strange := _STRANGE.search(text):
        raise _wrong(strange.start(), f"{strange[0]!r} is not of the language")
    plain = re.sub(r"\s", " ", text)
    indent = len(plain) - len(plain.lstrip())
    if not plain.strip():
        raise InvalidInput("The expression is empty; write one such as revenue / customers.")
    try:
        tree = ast.parse(plain.strip(), mode="eval").body
    except SyntaxError as error:
        place = max((error.offset or 1) - 1, 0) + indent
        raise _wrong(place, "it cannot be read from here on") from None
    except (MemoryError, RecursionError, ValueError):
        raise InvalidInput("The expression is nested too deep; divide it.") from None
    check = _Check(plain.strip(), indent)
    if check.depth(tree) > DEEPEST:
        raise InvalidInput(
            f"The expression is nested deeper than {DEEPEST}; divide it into several KPIs."
        )
    if check.nodes > MOST_NODES:
        raise InvalidInput(
            f"The expression has more than {MOST_NODES} numbers, names, operators and calls; "
            "divide it into several KPIs."
        )
    return Expression(tree, tuple(dict.fromkeys(check.names)))


def evaluated(expression: Expression, values: Mapping[str, float]) -> float | NoValue:
    """What an expression comes to with a value for each of its names."""
    try:
        return _value(expression.tree, values)
    except _Nothing as nothing:
        return nothing.reason


def rounded(number: float, digits: int) -> float:
    """A number to so many digits after the point, half away from zero, of its shortest decimal."""
    exact = Decimal(repr(number))
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)) + 0.0


def _wrong(place: int, what: str) -> InvalidInput:
    return InvalidInput(
        f"At character {place + 1}, {what}. An expression has names of inputs, decimal numbers, "
        "+ - * /, brackets, min, max, abs and round(x, digits)."
    )


class _Check:
    """Goes through a tree once: counts its nodes, and refuses what is not of the language."""

    def __init__(self, text: str, indent: int) -> None:
        self._text = text
        self._indent = indent
        self.nodes = 0
        self.names: list[str] = []

    def depth(self, node: ast.expr) -> int:
        """How deep a node is nested. Raises InvalidInput."""
        self.nodes += 1
        match node:
            case ast.Constant():
                self._check_number(node)
                return 1
            case ast.Name():
                if node.id in FUNCTIONS:
                    raise self._wrong(node, f"{node.id} is a function: it needs brackets")
                self.names.append(node.id)
                return 1
            case ast.UnaryOp(op=ast.USub()):
                return 1 + self.depth(node.operand)
            case ast.BinOp() if isinstance(node.op, _OPERATORS):
                return 1 + max(self.depth(operand) for operand in self._chain(node))
            case ast.Call():
                return 1 + max(self.depth(argument) for argument in self._arguments(node))
        raise self._wrong(node, "this is not of the language")

    def _chain(self, node: ast.BinOp) -> Iterator[ast.expr]:
        """The operands of a chain, such as those of a + b − c, last to first."""
        kind = _chained(node.op)
        while True:
            yield node.right
            left = node.left
            if not (kind and isinstance(left, ast.BinOp) and _chained(left.op) == kind):
                yield left
                return
            self.nodes += 1
            node = left

    def _arguments(self, call: ast.Call) -> Sequence[ast.expr]:
        function, arguments = call.func, call.args
        if not (isinstance(function, ast.Name) and function.id in FUNCTIONS):
            raise self._wrong(call, "this is no function: there are min, max, abs and round")
        if call.keywords or not arguments or any(isinstance(a, ast.Starred) for a in arguments):
            raise self._wrong(call, f"{function.id} takes one argument or more, by place")
        if function.id == "abs" and len(arguments) != 1:
            raise self._wrong(call, "abs takes one argument")
        if function.id == "round":
            digits = arguments[1] if len(arguments) == 2 else None
            if not (
                isinstance(digits, ast.Constant)
                and type(digits.value) is int
                and digits.value <= MOST_DIGITS
            ):
                raise self._wrong(
                    call, f"round takes a number and its digits, whole from 0 to {MOST_DIGITS}"
                )
        return arguments

    def _check_number(self, node: ast.Constant) -> None:
        written = self._text[node.col_offset : node.end_col_offset]
        if not _NUMBER.match(written):
            raise self._wrong(node, f"{written} is no decimal number")
        # Numbers of hundreds of digits are whole ones in Python, which may be no doubles.
        if not isfinite(float(written)) or float(written) > LARGEST:
            raise self._wrong(node, f"{written[:20]} is too large")

    def _wrong(self, node: ast.expr, what: str) -> InvalidInput:
        return _wrong(node.col_offset + self._indent, what)


def _chained(operator: ast.operator) -> str:
    if isinstance(operator, ast.Mult):
        return "*"
    return "+" if isinstance(operator, (ast.Add, ast.Sub)) else ""


class _Nothing(Exception):
    def __init__(self, reason: NoValue) -> None:
        self.reason: NoValue = reason


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant():
            return float(cast("float", node.value))
        case ast.Name():
            return _bounded(values[node.id])
        case ast.UnaryOp():
            return -_value(node.operand, values) + 0.0
        case ast.BinOp():
            left, right = _value(node.left, values), _value(node.right, values)
            return _bounded(_combined(node.op, left, right))
        case ast.Call(func=ast.Name(id=function)):
            arguments = [_value(argument, values) for argument in node.args]
            return _bounded(_CALLS[function](arguments))
    raise AssertionError(node)  # Nothing else is parsed.


def _combined(operator: ast.operator, left: float, right: float) -> float:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
    if right == 0:
        raise _Nothing("DIVISION_BY_ZERO")
    return left / right


def _bounded(number: float) -> float:
    if not abs(number) <= LARGEST:
        raise _Nothing("TOO_LARGE")
    return number + 0.0


_CALLS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    "abs": lambda arguments: abs(arguments[0]),
    "max": max,
    "min": min,
    "round": lambda arguments: rounded(arguments[0], int(arguments[1])),
}
