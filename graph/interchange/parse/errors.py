"""Mistakes in a file, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """`place` is a JSON path (`objectives[3].keyResults[0].metric.start`), after the line in a
    JSONL file (`line 17: keyResults[0].metric.start`); `message` is a sentence for people."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(slots=True)
class Mistakes:
    """All mistakes found so far. `lines` holds the line of each entity of a JSONL file."""

    lines: dict[str, list[int]] | None = None
    found: list[Mistake] = field(default_factory=list)

    def add(self, key: str, index: int, path: Path, message: str) -> None:
        """A mistake in entity number `index` of the list `key`, at `path` inside it."""
        self.found.append(Mistake(self.place(key, index, path), message))

    def at(self, place: str, message: str) -> None:
        """A mistake in the file itself."""
        self.found.append(Mistake(place, message))

    def place(self, key: str, index: int, path: Path = ()) -> str:
        """Where that is, for people."""
        if self.lines is not None:
            inside = path_text(path)
            line = f"line {self.lines[key][index]}"
            return f"{line}: {inside}" if inside else line
        root: Path = (key,) if key == "organization" else (key, index)
        return path_text((*root, *path))


def path_text(path: Iterable[str | int]) -> str:
    """`("keyResults", 0, "metric")` as `keyResults[0].metric`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
