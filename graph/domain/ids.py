"""Ids: a prefix that names the type, then 1 to 64 of A–Z a–z 0–9 _ -. The model says which."""

from __future__ import annotations

import re
import time
from itertools import count
from secrets import token_hex
from typing import Final

from graph.model.registry import PREFIXES

_UNCOMMENTED: Final = ("Organization", "Comment", "FindingDismissal", "Template")
COMMENTED: Final = tuple(kind for kind in PREFIXES if kind not in _UNCOMMENTED)
"""The types that take comments."""

KINDS: Final = {prefix: kind for kind, prefix in PREFIXES.items()}

_ID: Final = re.compile(r"([a-z]+_)[A-Za-z0-9_-]{1,64}")
_COUNTER: Final = count()


def kind_of(identifier: str) -> str | None:
    """The type that an id names (a key of `PREFIXES`), or None when it is no id of ours."""
    match = _ID.fullmatch(identifier)
    return None if match is None else KINDS.get(match[1])


def is_id(identifier: str, *kinds: str) -> bool:
    """Whether it is an id of one of these types, or of any type when none is named."""
    kind = kind_of(identifier)
    return kind is not None and (not kinds or kind in kinds)


def id_pattern(*kinds: str) -> str:
    """A regular expression, anchored at both ends, for the ids of these types."""
    prefixes = "|".join(PREFIXES[kind] for kind in kinds)
    return f"^({prefixes})[A-Za-z0-9_-]{{1,64}}$"


def new_id(kind: str) -> str:
    """A new id. Those of one process sort in the order in which they were made, so that among
    equals the later made is the larger; 48 random bits keep processes apart."""
    return _new(PREFIXES[kind])


def new_item_id() -> str:
    """The same for an item of a report, which is a part of that and no node."""
    return _new("itm_")


def _new(prefix: str) -> str:
    # 2^52 microseconds reach the year 2112, and a process makes no 2^24 ids in one of them.
    microseconds = time.time_ns() // 1000
    return f"{prefix}{microseconds:013x}{next(_COUNTER) & 0xFFFFFF:06x}{token_hex(6)}"
