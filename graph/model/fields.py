"""The rows of entities and parts: how they are declared and read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass as validated
from typing_extensions import dataclass_transform

from graph.model.marks import (
    MARKS,
    REQUIRED,
    Derived,
    Filterable,
    Link,
    Orderable,
    Placed,
    SetBy,
    Settable,
    Stored,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """A row. `base` is its type without null, lists and constraints: a scalar, a `Literal`, or the
    class of a part; `checked` is the one with which pydantic checks it."""

    name: str
    base: Any
    checked: Any
    nullable: bool
    many: bool
    default: Any
    description: str
    marks: tuple[Any, ...]

    def mark(self, kind: type[T]) -> T | None:
        """The mark of this kind, if it has one."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)

    @property
    def part(self) -> bool:
        """Whether it is an object of its own fields."""
        return is_dataclass(self.base)

    @property
    def values(self) -> tuple[str, ...]:
        """The values of a closed list; empty for other types."""
        return get_args(self.base) if get_origin(self.base) is Literal else ()

    @property
    def derived(self) -> bool:
        """Whether a rule computes it."""
        return self.mark(Derived) is not None

    @property
    def is_key(self) -> bool:
        """Whether a file has it."""
        derived = self.mark(Derived)
        return derived.key if derived else self.mark(Placed) is None

    @property
    def shown(self) -> bool:
        """Whether clients are told of it: whether it is described."""
        return bool(self.description)

    @property
    def listed(self) -> bool:
        """Whether it names several nodes, which only relationships say."""
        return self.many and self.mark(Link) is not None

    @property
    def stored(self) -> str:
        """The property that holds it, or the id of what it names."""
        link, held = self.mark(Link), self.mark(Stored)
        if held is not None:
            return held.name
        return self.name if link is None or self.many else link.stored or f"{self.name}Id"

    @property
    def starts_as(self) -> Any:
        """What something new has, when nothing is said of it; REQUIRED for what has to be said."""
        settable = self.mark(Settable)
        own = REQUIRED if settable is None else settable.default
        return self.default if own is REQUIRED else own

    @property
    def clearable(self) -> bool:
        """Whether it can be cleared by null."""
        return self.nullable or self.many


_CONFIG: Final = ConfigDict(extra="forbid")
_DECLARED: Final[dict[type, tuple[Field, ...]]] = {}
ENTITIES: Final[dict[str, type]] = {}
"""The declaration of each kind of node or link."""
PREFIXES: Final[dict[str, str]] = {}
"""The prefix of the ids of each kind, but of those that share another's."""


@dataclass_transform(kw_only_default=True)
def part(cls: type[T]) -> type[T]:
    """A class whose instances are parts of entities: checked, and without unknown keys."""
    fields = tuple(_read(cls))
    for field in fields:
        if not field.is_key:
            del cls.__annotations__[field.name]
            if field.default is not REQUIRED:
                delattr(cls, field.name)
    made: Any = validated(slots=True, kw_only=True, config=_CONFIG)(cls)
    own = {field.name for field in fields}
    inherited = (field for field in _DECLARED.get(made.__mro__[1], ()) if field.name not in own)
    _DECLARED[made] = (*inherited, *fields)
    declared: type[T] = made
    return declared


@dataclass_transform(kw_only_default=True)
def entity(
    prefix: str, *, kind: str | None = None, shares: bool = False
) -> Callable[[type[T]], type[T]]:
    """The same for a node or link of its own, whose ids have this prefix.

    `kind` is its name, where that is not the class's; `shares`: another kind has the prefix.
    """

    def made(cls: type[T]) -> type[T]:
        name = kind or cls.__name__
        if not shares:
            PREFIXES[name] = f"{prefix}_"
        pattern = rf"^({prefix}_)[A-Za-z0-9_-]{{1,64}}$"
        constraint = StringConstraints(strict=True, pattern=pattern)
        own: Any = cls
        own.__annotations__ = {"id": Annotated[str, constraint] | None, **cls.__annotations__}
        own.id = None
        ENTITIES[name] = declared = part(cls)
        return declared

    return made


def fields_of(declared: type) -> tuple[Field, ...]:
    """The rows of an entity or part, in order."""
    return _DECLARED[declared]


@cache
def settable(declared: type, *, creating: bool) -> tuple[Field, ...]:
    """What people set of something new, or of what is there, in the order of the input."""
    return arranged(
        (field, mark.after)
        for field in fields_of(declared)
        if (mark := field.mark(Settable)) and mark.where(creating=creating) is not False
    )


@cache
def set_by(declared: type, mutation: str) -> tuple[Field, ...]:
    """What people set by this mutation alone."""
    return tuple(
        field
        for field in fields_of(declared)
        if (mark := field.mark(SetBy)) and mark.mutation == mutation
    )


@cache
def references_of(declared: type) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """The keys of a file that hold ids, the kinds of what they name, and whether of several."""
    return tuple(
        (field.name, link.kinds, field.many)
        for field in fields_of(declared)
        if field.is_key and (link := field.mark(Link))
    )


@cache
def filterable(declared: type) -> tuple[Field, ...]:
    """What lists are filtered by, in the order of the filter."""
    return arranged(
        (field, mark.after) for field in fields_of(declared) if (mark := field.mark(Filterable))
    )


@cache
def orderable(declared: type) -> tuple[Field, ...]:
    """What lists are ordered by."""
    return arranged(
        (field, mark.after) for field in fields_of(declared) if (mark := field.mark(Orderable))
    )


def arranged(fields: Iterable[tuple[Field, str | None]]) -> tuple[Field, ...]:
    """The fields, each after the one that is named with it, or where it stands."""
    every = list(fields)
    there = {field.name for field, _ in every}
    made = [field for field, after in every if after not in there]
    waiting = [(field, after) for field, after in every if after in there]
    while waiting:
        placed = [field.name for field in made]
        field, after = next(pair for pair in waiting if pair[1] in placed)
        made.insert(1 + [field.name for field in made].index(str(after)), field)
        waiting.remove((field, after))
    return tuple(made)


def words(name: str) -> str:
    """A field's name in words, as in `check in due on`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def _read(cls: type) -> Iterator[Field]:
    for name, hint in cls.__annotations__.items():
        origin: Any = get_origin(hint)
        first, *others = get_args(hint) if origin is Annotated else (hint,)
        marks = tuple(mark for mark in others if isinstance(mark, MARKS))
        # A type's own constraints stand beside the marks: nested annotations are one.
        constraints = [mark for mark in others if not isinstance(mark, (str, *MARKS))]
        described = next((mark for mark in others if isinstance(mark, str)), "")
        bare, nullable = _without_null(first)
        many = get_origin(bare) is tuple
        checked: Any = GenericAlias(list, (get_args(bare)[0],)) if many else bare
        if constraints:
            checked = Annotated[checked, *constraints]
        item: Any = get_args(bare)[0] if many else bare
        kind: Any = get_origin(item)
        yield Field(
            name=name,
            base=get_args(item)[0] if kind is Annotated else item,
            checked=checked,
            nullable=nullable,
            many=many,
            default=getattr(cls, name, REQUIRED),
            description=described,
            marks=marks,
        )


def _without_null(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType) and type(None) in get_args(hint):
        left = [member for member in get_args(hint) if member is not type(None)]
        return left[0], True
    return hint, False
