"""The pages' tables against the code: settings, limits, folders, commands, permissions."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import SecretStr
from typer.main import get_command

from api import graphql
from api.cli.main import app
from api.config import Settings
from api.http import head, protocol, transport, waiting
from api.validation import limits
from graph.domain import paths
from graph.domain.documents import ItemText
from graph.domain.permissions import Who
from graph.model import weekly
from graph.model.mutations.registry import PERMISSIONS
from graph.reads.changes import differences
from graph.reads.compile import filters, keyset
from graph.reads.rules import series, team_week
from graph.reads.rules.explanations import contributions, explanation
from graph.writes.execution import batch
from graph.writes.revert import revision_changes
from graph.writes.rules import kpi_check_ins

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    "Rooms": "architecture",
    "Command line": "command-line",
    "Configuration": "command-line",
    "Who sees what": "permissions",
    "Limits": "limits",
}
"""Where the table under a heading stands, in docs."""


def test_every_setting_is_there_with_its_default() -> None:
    said = {row[0].strip("`"): row[2].strip("`") for row in _rows("Configuration")[1:]}
    prefix = Settings.model_config["env_prefix"]
    defaults = {
        (name if field.validation_alias else f"{prefix}{name}").upper(): _shown(field.default)
        for name, field in Settings.model_fields.items()
    }
    # A folder of the user's, which differs from machine to machine.
    assert said == {**defaults, "GOALGRAPH_CACHE": "the user's cache"}


def test_every_flag_of_the_configuration_is_a_flag() -> None:
    said = {flag for row in _rows("Configuration")[1:] for flag in re.findall(r"--[\w-]+", row[1])}
    assert said <= _flags()


def _most_letters(text: Any) -> int:
    """How long a text of this type may be."""
    lengths = [bound.max_length for bound in get_args(text) if hasattr(bound, "max_length")]
    [most] = filter(None, lengths)
    return int(most)


def test_every_limit_is_the_codes() -> None:
    assert dict(_rows("Limits")[1:]) == {
        "URL and headers of a request, and their time": (
            f"{head.MAX_HEAD // 1024} KB, {head.HEAD_SECONDS:g} s"
        ),
        "body of a request, and its time": (
            f"{protocol.MAX_BODY // 1024} KB, {protocol.BODY_SECONDS:g} s"
        ),
        "an answer": f"{graphql.MAX_ANSWER // 2**20} MB",
        "open connections (`GOALGRAPH_CONNECTIONS`); one more takes the place of the one that is "
        "idle for longest": f"{Settings().connections}",
        "time between two requests of a connection (`GOALGRAPH_KEEP_ALIVE`)": (
            f"{Settings().keep_alive} s"
        ),
        "time that an answer stays unread": f"{transport.STALLED_SECONDS:g} s",
        "objectives that one explanation, change or landing is about": (
            f"{contributions.MOST_GOALS:,}"
        ),
        "requests of a token that run at once (`GOALGRAPH_REQUESTS_OF_A_TOKEN`); the others wait": (
            f"{Settings().requests_of_a_token}"
        ),
        "explanations within each other": f"{explanation.MOST_EXPLANATIONS:,}",
        "tokens of a query": f"{limits.MAX_TOKENS:,}",
        "levels of fields": f"{limits.MAX_DEPTH}",
        "aliases": f"{limits.MAX_ALIASES}",
        "fields and fragments, spread out": f"{limits.MAX_SELECTIONS:,}",
        "levels of nested input": f"{limits.MAX_INPUT_DEPTH}",
        "items of a page, ids of `nodes`": f"{keyset.LARGEST_PAGE}",
        "paths listed for a goal": f"{paths.MOST_PATHS}",
        "conditions of a filter": f"{filters.MOST_CLAUSES}",
        "points of a series": f"{series.MOST_POINTS}",
        "operations of a `batch`": f"{batch.MOST_OPERATIONS}",
        "goals and links that `diff` compares": f"{differences.MOST_NODES:,}",
        "things that `changeRevert` puts back": f"{revision_changes.MOST_CHANGES:,}",
        "check-ins that values become at once": f"{kpi_check_ins.MOST_CHECK_INS:,}",
        "items of a weekly report, and letters of each": (
            f"{weekly.MOST_ITEMS}, {_most_letters(ItemText):,}"
        ),
        "key results that `Team.weekly` is about": f"{team_week.MOST_KEY_RESULTS:,}",
        "time of one statement": f"{Settings().statement_timeout:g} s",
        "time of one operation": f"{waiting.OPERATION_SECONDS:g} s",
    }


def test_every_folder_has_its_line() -> None:
    said = {row[0].strip("`").rstrip("/") for row in _rows("Rooms")[1:]}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {path.split("/")[0] for path in listed if "/" in path and path[0] != "."}
    inside = {"/".join(path.split("/")[:2]) for path in listed if path.count("/") > 1}
    rooms = {path for path in inside if path.startswith("graph/")}
    assert said == (folders - {"graph"}) | rooms


def test_every_command_is_there() -> None:
    said = {re.sub(r"[^a-z ].*", "", row[0][len("`goalgraph ") :]).strip() for row in _commands()}
    assert said == _names()


def test_the_flags_of_commands_are_flags() -> None:
    said = {flag for row in _commands() for flag in re.findall(r"--[\w-]+", row[0])}
    assert said <= _flags()


@pytest.mark.parametrize("who", Who, ids=lambda who: who.name)
def test_every_mutation_is_permitted_to_somebody(who: Who) -> None:
    begins = {
        Who.DECIDERS: ("whoever decides", "whoever made"),
        Who.REPORTERS: ("the same",),
        Who.MEMBERS: ("every",),
        Who.AUTHORS: ("whoever wrote",),
        Who.AUTHOR: ("its author",),
        Who.ADMINISTRATORS: ("owners and",),
    }[who]
    rows = [row[1] for row in _rows("Who sees what") if row[0].startswith(begins)]
    expected = set()
    for name, permission in PERMISSIONS.items():
        # What deciders change only some fields by is the administrators'.
        if who is (Who.ADMINISTRATORS if permission.fields else permission.who):
            expected.add(name)
    assert set(re.findall(r"`(\w+[A-Z]\w+)`", " ".join(rows))) == expected


def test_what_is_linked_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    missing = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []


def test_the_readme_is_short() -> None:
    titles = re.findall(r"^## (.*)$", README, re.M)
    assert titles == [
        "Start in 60 seconds",
        "One question, and its answer",
        "Read on",
        "State and licence",
    ]
    assert len(README.splitlines()) <= 150


def test_every_page_is_read_on() -> None:
    linked = set(re.findall(r"\]\(docs/([\w-]+)\.md\)", README))
    assert linked == {page.stem for page in (ROOT / "docs").glob("*.md")}


def _shown(default: Any) -> str:
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if default in (None, "", ()):
        return "none"
    return str(default).lower() if isinstance(default, bool) else str(default)


def _rows(title: str) -> list[list[str]]:
    """The cells of the tables under a heading, each table's own heading first."""
    page = (ROOT / "docs" / f"{PAGES[title]}.md").read_text(encoding="utf-8")
    [section] = re.findall(rf"^##? {title}.*?\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if not line.startswith("|---")]
    return [[cell.strip() for cell in row] for row in cells]


def _commands() -> list[list[str]]:
    return _rows("Command line")[1:]


def _names() -> set[str]:
    """Every command that help shows, with its group's name before it."""
    names = set()
    for name, command in getattr(get_command(app), "commands", {}).items():
        inner = getattr(command, "commands", {})
        names |= {f"{name} {it}" for it in inner} or ({name} if not command.hidden else set())
    return names


def _flags() -> set[str]:
    """Every flag of every command."""
    commands = [get_command(app)]
    flags: set[str] = set()
    while commands:
        command = commands.pop()
        commands += getattr(command, "commands", {}).values()
        flags |= {flag for parameter in command.params for flag in parameter.opts}
    return flags
