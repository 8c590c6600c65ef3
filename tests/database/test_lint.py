"""`goalgraph lint` as CI meets it: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from graph.demo import demo_company
from graph.domain.findings.settings import DEFAULTS
from graph.interchange import import_file
from graph.interchange.lint import lint_file
from graph.reads.lint import lint_organization
from tests.api.misaligned import misaligned

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "example.json"
GOALGRAPH = str(Path(sys.executable).with_name("goalgraph"))


def lint(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, without a database unless the environment names one."""
    return subprocess.run(
        [GOALGRAPH, "lint", *arguments],
        env=os.environ | {"COLUMNS": "200"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A file in which nothing is wrong."""
    document: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
    document["objectives"] = []
    document["kpis"] = []
    path = tmp_path / "clean.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_a_file_in_which_nothing_is_wrong(clean: Path) -> None:
    done = lint(str(clean))
    assert (done.returncode, done.stdout, done.stderr) == (0, "Lumen Coffee: nothing found.\n", "")


def test_it_fails_on_what_is_severe_enough() -> None:
    done = lint(str(EXAMPLE))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "WARNING ORPHAN_OBJECTIVE obj_latte"
    assert lines[1] == (
        "  “Learn latte art” has no way up to a company objective. "
        "Align it to the goal that it serves, or close it if it serves none."
    )
    assert lines[-1].startswith("Lumen Coffee: ")
    assert lint(str(EXAMPLE), "--fail-on", "ERROR").returncode == 0
    assert lint(str(EXAMPLE), "--fail-on", "INFO").returncode == 1


def test_what_is_dismissed_is_no_finding(tmp_path: Path) -> None:
    document: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
    document["findingDismissals"] = [
        {"key": "ORPHAN_OBJECTIVE:obj_latte"},
        {"key": "IDLE_OBJECTIVE:obj_latte", "until": "2026-01-01"},
    ]
    path = tmp_path / "dismissed.json"
    path.write_text(json.dumps(document), "utf-8")
    told = lint(str(path), "--format", "json")
    keys = [finding["key"] for finding in json.loads(told.stdout)["findings"]]
    assert "ORPHAN_OBJECTIVE:obj_latte" not in keys
    assert "IDLE_OBJECTIVE:obj_latte" in keys


def test_a_baseline_leaves_out_what_is_known(tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    told = lint(str(EXAMPLE), "--format", "json")
    assert told.returncode == 1
    baseline.write_text(told.stdout, "utf-8")
    again = lint(str(EXAMPLE), "--baseline", str(baseline), "--fail-on", "INFO")
    assert (again.returncode, again.stdout) == (0, "Lumen Coffee: nothing found.\n")
    known = json.loads(told.stdout)
    known["findings"] = [f for f in known["findings"] if f["rule"] != "ORPHAN_OBJECTIVE"]
    baseline.write_text(json.dumps(known), "utf-8")
    new = lint(str(EXAMPLE), "--baseline", str(baseline), "--format", "json")
    assert new.returncode == 1
    assert [f["key"] for f in json.loads(new.stdout)["findings"]] == ["ORPHAN_OBJECTIVE:obj_latte"]


def test_a_team_and_a_cycle_narrow_it() -> None:
    told = lint(str(EXAMPLE), "--format", "json", "--team", "team_growth")
    keys = [finding["key"] for finding in json.loads(told.stdout)["findings"]]
    assert "ORPHAN_OBJECTIVE:obj_latte" in keys
    assert all(key.partition(":")[2] in ("obj_latte", "kr_subs") for key in keys)
    cycle = lint(str(EXAMPLE), "--cycle", "cyc_2026q4", "--format", "json")
    everything = lint(str(EXAMPLE), "--format", "json")
    assert json.loads(cycle.stdout)["findings"] == json.loads(everything.stdout)["findings"]


def test_sarif_names_rules_places_and_fingerprints() -> None:
    done = lint(str(EXAMPLE), "--format", "sarif")
    document = json.loads(done.stdout)
    assert document["version"] == "2.1.0"
    [run] = document["runs"]
    results = run["results"]
    assert {result["ruleId"] for result in results} == {
        rule["id"] for rule in run["tool"]["driver"]["rules"]
    }
    first = results[0]
    assert (first["ruleId"], first["level"]) == ("ORPHAN_OBJECTIVE", "warning")
    assert first["partialFingerprints"] == {"findingKey/v1": "ORPHAN_OBJECTIVE:obj_latte"}
    [location] = first["locations"]
    assert location["logicalLocations"] == [
        {"fullyQualifiedName": "obj_latte", "name": "Learn latte art", "kind": "Objective"}
    ]
    assert location["physicalLocation"]["artifactLocation"]["uri"].endswith("example.json")


def test_annotations_are_one_line_each() -> None:
    done = lint("data/example.json", "--format", "github")
    lines = done.stdout.splitlines()
    assert all(line.startswith(("::warning ", "::notice ")) for line in lines)
    assert lines[0].startswith("::warning file=data/example.json,title=ORPHAN_OBJECTIVE::“Learn")
    assert not any("6 % to" in line for line in lines), "a per cent sign is escaped"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.json"], "none.json cannot be read: No such file or directory."),
        ([str(EXAMPLE), "--team", "team_none"], "There is no team team_none."),
        ([str(EXAMPLE), "--cycle", "cyc_none"], "There is no cycle cyc_none."),
        ([str(EXAMPLE), "--baseline", str(EXAMPLE)], "is no baseline"),
        ([str(EXAMPLE), "--format", "xml"], "Invalid value for '--format'"),
    ],
)
def test_it_says_why_it_could_not_look(arguments: list[str], said: str) -> None:
    done = lint(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_mistakes_of_a_file_are_told_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    document = json.loads(EXAMPLE.read_text("utf-8"))
    document["objectives"][0]["owner"] = "team_none"
    path.write_text(json.dumps(document), "utf-8")
    done = lint(str(path))
    assert done.returncode == 2
    assert "team_none" in done.stderr


@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2026, 12, 30), date(2027, 6, 17)])
async def test_the_demo_shows_every_finding_and_stays_believable(day: date, tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    path.write_text(json.dumps(demo_company(day)), "utf-8")
    noon = datetime.combine(day, time(12), UTC)
    linted = await lint_file(path, progress=lambda *_: None, now=noon)
    rules = Counter(finding.rule for finding in linted.findings)
    assert set(rules) == set(DEFAULTS) - {"FORMULA_INPUT_NOT_DRIVER"}
    del rules["UNCOUNTED_CONTRIBUTION"]
    assert max(rules.values()) <= 12, "most goals are as they should be"
    assert sum(finding.severity == "ERROR" for finding in linted.findings) <= 5


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_file_has_the_findings_of_its_import(
    database: Database, organization_id: str, tmp_path: Path, seed: int
) -> None:
    now = datetime.now(UTC)
    path = tmp_path / "misaligned.json"
    document = misaligned(Random(seed), now)
    document["organization"]["rules"] = [{"rule": "UNCOUNTED_CONTRIBUTION", "enabled": True}]
    path.write_text(json.dumps(document), "utf-8")
    before = await lint_file(path, progress=lambda *_: None, now=now)
    report = await import_file(database, path, organization=organization_id, now=now)
    after = await lint_organization(database, report.organization, now)
    assert before.findings == after.findings
    assert before.titles.items() >= after.titles.items()
    assert {finding.severity for finding in after.findings} == {"INFO", "WARNING", "ERROR"}


async def test_an_organization_in_a_database(database: Database, organization_id: str) -> None:
    report = await import_file(database, EXAMPLE, organization=organization_id)
    settings = database.settings
    done = lint(
        "--organization",
        report.organization,
        "--format",
        "json",
        NEO4J_URI=settings.uri,
        NEO4J_USERNAME=settings.username,
        NEO4J_PASSWORD=settings.password.get_secret_value(),
    )
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert found["organization"] == "Lumen Coffee"
    assert found["counts"]["WARNING"] == 7
    [orphan] = [f for f in found["findings"] if f["rule"] == "ORPHAN_OBJECTIVE"]
    assert orphan["nodes"] == [{"id": "obj_latte", "title": "Learn latte art"}]
