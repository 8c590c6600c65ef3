"""What a row of an entity says of its field beside type and default.

A row is `name: Annotated[type, "What it is.", marks…] = default`; `graph.model.fields` reads it.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

REQUIRED: Final[Any] = object()
"""The default of what has to be said."""


@dataclass(frozen=True, slots=True)
class Settable:
    """People set it, by the mutations that create and that update an entity.

    `create` and `update` describe it there, where its own description does not do (`create` for
    both); False keeps it out of them. `default` is what something new has, where an import gives
    another, and `values` are those that something new may have. `after` names the field that it
    follows in the inputs, where that is another than in the entity.
    """

    create: str | Literal[False] | None = None
    update: str | Literal[False] | None = None
    default: Any = REQUIRED
    values: tuple[str, ...] = ()
    after: str | None = None

    def where(self, *, creating: bool) -> str | Literal[False] | None:
        """What is said of it on creating or on updating."""
        return self.create if creating or self.update is None else self.update


@dataclass(frozen=True, slots=True)
class SetBy:
    """People set it by this mutation alone, such as `close`, which may describe it."""

    mutation: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Filterable:
    """Lists can be filtered by it."""

    description: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Orderable:
    """Lists can be ordered by it; `indexed` ones by an index on (org, it, id), which a migration
    makes."""

    description: str | None = None
    indexed: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """It names nodes of these kinds, by relationships of this type out of the entity or into it;
    without a type, by their ids alone; without kinds, nodes and links of any that takes comments.

    `decided`: whoever sets it has to decide for what it names. `stored` is the property that has
    the id, where that is not the field's name with Id.
    """

    type: str
    kinds: tuple[str, ...]
    out: bool
    decided: bool = False
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """A rule computes it; a file has the key only where `key` says so.

    `stored` are the properties that hold it, where they have other names.
    """

    key: bool = False
    stored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """The property that holds it, where its own name means something else of every node."""

    name: str


@dataclass(frozen=True, slots=True)
class Placed:
    """In a file, the place of the entity says it: there is no key."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether clients see null in it: where a file may leave out what is always there, and where
    it is never null but has the type that its name has elsewhere."""

    nullable: bool


@dataclass(frozen=True, slots=True)
class Inline:
    """A part whose fields are stored under their own names."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A list of parts that is stored as a list of texts, each of them one part as JSON: parts with
    lists or nulls of their own cannot be stored field by field."""


MARKS: Final = (
    *(Encoded, Inline, Settable, SetBy, Filterable, Orderable),
    *(Link, Derived, Stored, Placed, Shown),
)
"""All kinds of marks."""
