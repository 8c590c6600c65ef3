"""`goalgraph lint`: findings of a file or of a database, told to people and to CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
import typer

from api.cli.commands import progress_bar
from api.config import Settings
from graph.database.opening import opened
from graph.database.organizations import organization
from graph.domain.errors import SettingsError
from graph.domain.findings.finding import SEVERITIES, Finding, Severity
from graph.domain.findings.linted import Linted
from graph.domain.findings.messages import advice_of, message_of
from graph.domain.ids import kind_of
from graph.interchange.lint import lint_file
from graph.reads.lint import lint_organization

CLEAN: Final = 0
FOUND: Final = 1
COULD_NOT: Final = 2

_SARIF_LEVELS: Final = {"ERROR": "error", "WARNING": "warning", "INFO": "note"}
_GITHUB_LEVELS: Final = {"ERROR": "error", "WARNING": "warning", "INFO": "notice"}
_ABOUT: Final = "https://json.schemastore.org/sarif-2.1.0.json"


class Asked(NamedTuple):
    """What was asked for on the command line."""

    file: Path | None
    fail_on: Severity
    format: str
    baseline: Path | None
    team: str | None
    cycle: str | None


async def lint(settings: Settings, asked: Asked) -> int:
    """Prints the findings, and gives the exit code: 1 when one is as severe as `fail_on` or more,
    of those that are not in the baseline."""
    known = frozenset() if asked.baseline is None else _keys(asked.baseline)
    linted = (await _linted(settings, asked.file)).within(asked.team, asked.cycle).without(known)
    typer.echo(_FORMATS[asked.format](linted, asked.file), nl=False)
    least = SEVERITIES.index(asked.fail_on)
    fails = any(SEVERITIES.index(finding.severity) >= least for finding in linted.findings)
    return FOUND if fails else CLEAN


async def _linted(settings: Settings, file: Path | None) -> Linted:
    if file is None:
        async with opened(settings.neo4j, settings.passing) as database:
            org = await organization(database, settings.organization)
            return await lint_organization(database, org, datetime.now(UTC))
    try:
        with progress_bar() as progress:
            return await lint_file(file, progress=progress)
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from error


def _keys(path: Path) -> frozenset[str]:
    """The keys of an earlier run, as `--format json` wrote them."""
    try:
        found = orjson.loads(path.read_bytes())["findings"]
        return frozenset(str(finding["key"]) for finding in found)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} is no baseline: write one with `goalgraph lint --format json`."
        ) from error


def _text(linted: Linted, file: Path | None) -> str:
    lines = []
    for finding in linted.findings:
        lines.append(f"{finding.severity} {finding.rule} {' '.join(finding.key_nodes)}")
        lines.append(f"  {message_of(finding, linted.titles)} {advice_of(finding)}")
    counts = Counter(finding.severity for finding in linted.findings)
    said = [f"{counts[severity]} {severity}" for severity in SEVERITIES[::-1] if counts[severity]]
    lines.append(f"{linted.organization}: {', '.join(said) or 'nothing found'}.")
    return "\n".join(lines) + "\n"


def _json(linted: Linted, file: Path | None) -> str:
    counts = Counter(finding.severity for finding in linted.findings)
    document = {
        "organization": linted.organization,
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "findings": [_told(finding, linted) for finding in linted.findings],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _told(finding: Finding, linted: Linted) -> dict[str, Any]:
    return {
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": message_of(finding, linted.titles),
        "advice": advice_of(finding),
        "nodes": [{"id": node, "title": linted.titles.get(node)} for node in finding.nodes],
        "facts": [
            {"name": fact.name, "value": fact.value, "limit": fact.limit} for fact in finding.facts
        ],
    }


def _sarif(linted: Linted, file: Path | None) -> str:
    rules = list(dict.fromkeys(finding.rule for finding in linted.findings))
    advice = {finding.rule: advice_of(finding) for finding in linted.findings}
    run = {
        "tool": {
            "driver": {
                "name": "goalgraph",
                "rules": [{"id": rule, "help": {"text": advice[rule]}} for rule in rules],
            }
        },
        "results": [_sarif_result(finding, linted, file) for finding in linted.findings],
    }
    document = {"$schema": _ABOUT, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _sarif_result(finding: Finding, linted: Linted, file: Path | None) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [
            {
                "fullyQualifiedName": node,
                "name": linted.titles.get(node, node),
                "kind": kind_of(node),
            }
            for node in finding.nodes
        ]
    }
    if file is not None:
        location["physicalLocation"] = {"artifactLocation": {"uri": file.as_posix()}}
    return {
        "ruleId": finding.rule,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": message_of(finding, linted.titles)},
        "locations": [location],
        "partialFingerprints": {"findingKey/v1": finding.key},
    }


def _github(linted: Linted, file: Path | None) -> str:
    return "".join(_annotations(linted, file))


def _annotations(linted: Linted, file: Path | None) -> Iterator[str]:
    """Workflow commands; a message is one line, and a property has no colons and commas."""
    for finding in linted.findings:
        place = "" if file is None else f"file={_property(file.as_posix())},"
        text = f"{message_of(finding, linted.titles)} {advice_of(finding)}"
        level = _GITHUB_LEVELS[finding.severity]
        yield f"::{level} {place}title={_property(finding.rule)}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_FORMATS: Final[dict[str, Callable[[Linted, Path | None], str]]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
