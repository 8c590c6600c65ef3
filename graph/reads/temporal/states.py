"""The states of nodes: which properties differ in none, and how one is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FIXED: Final = frozenset({"id", "org", "born", "createdAt", "originId"})
"""Properties that no state of a node differs in."""

UNCHANGING: Final = frozenset({"Change", "Revision"})
"""Labels of nodes that have no states: what is recorded stays as it is."""

_STATE = (
    "CASE WHEN {n}.since <= $p.at THEN {n} ELSE head(COLLECT {{ MATCH ({v}:Version) "
    "WHERE {v}.org = $p.org AND {v}.of = {n}.id AND {v}.until > $p.at "
    "RETURN {v} ORDER BY {v}.org, {v}.of, {v}.until LIMIT 1 }}) END"
)


@dataclass(slots=True)
class Names:
    """New names: words that the compiler does not use."""

    made: int = 0

    def fresh(self, word: str) -> str:
        self.made += 1
        return f"{word}_{self.made}"

    def state(self, node: str) -> str:
        """The expression of a node's state then."""
        return _STATE.format(n=node, v=self.fresh("v"))
