"""The example questions of the page, read from where the page's build reads them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, parse

WEB = Path(__file__).resolve().parents[2] / "web"


@dataclass(frozen=True, slots=True)
class Question:
    """One tab: its operation's name, its text, and the variables it comes with."""

    name: str
    text: str
    document: DocumentNode
    variables: dict[str, Any]


def questions() -> list[Question]:
    """All of them, in the order of the tabs."""
    return [_read(path) for path in sorted((WEB / "questions").glob("*.graphql"))]


def screens() -> list[Question]:
    """Those that are questions of the present alone."""
    return questions()[:6]


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    document = parse(text)
    [operation] = [it for it in document.definitions if isinstance(it, OperationDefinitionNode)]
    assert operation.name is not None
    variables = path.with_suffix(".json")
    given = json.loads(_dated(variables.read_text("utf-8"))) if variables.exists() else {}
    return Question(operation.name.value, text, document, given)


def _dated(text: str) -> str:
    """The variables as the page makes them: "30 days ago" is the moment that was then."""
    now = datetime.now(UTC)
    return re.sub(
        r'"(\d+) days ago"',
        lambda found: json.dumps((now - timedelta(int(found[1]))).isoformat()),
        text,
    )
