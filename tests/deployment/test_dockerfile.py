"""The Dockerfile: linted, and what it copies, runs as and starts with."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
# Its lines, comments apart, with those joined that go on.
LINES = re.sub(r"\\\n", " ", re.sub(r"^ *#.*\n", "", TEXT, flags=re.M)).splitlines()
BIN = Path(sys.executable).parent


def test_the_linter_has_nothing_to_say() -> None:
    assert _linted(ROOT / "Dockerfile") == ""


def test_the_linter_is_one_that_can_complain(tmp_path: Path) -> None:
    wrong = tmp_path / "Dockerfile"
    wrong.write_text(TEXT.replace("USER 10001:10001", "USER root"), encoding="utf-8")
    assert "DL3002" in _linted(wrong)


def test_it_runs_as_nobody_in_particular() -> None:
    assert [line for line in _last_stage() if line.startswith("USER")] == ["USER 10001:10001"]


def test_every_python_package_has_its_sum() -> None:
    installs = [part for line in LINES for part in re.split("&&", line) if "pip install" in part]
    assert len(installs) == 2
    assert "--require-hashes" in installs[0]
    # Our own is installed from its source, with nothing fetched.
    assert "--no-index" in installs[1]
    assert "npm ci --ignore-scripts" in TEXT


def test_it_tells_its_health() -> None:
    [check] = [line for line in LINES if line.startswith("HEALTHCHECK")]
    assert "/readyz" in check


def test_what_it_copies_is_there_and_is_sent_to_the_builder() -> None:
    copied = [
        source
        for line in LINES
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    assert "requirements/base.txt" in copied
    assert [path for path in copied if not (ROOT / path).exists()] == []
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    roots = {path.split("/")[0] for path in copied}
    assert roots == {line.removeprefix("!") for line in sent if line.startswith("!")}


def test_it_has_all_of_our_packages() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    copied = {line.split()[1] for line in LINES if re.fullmatch(r"COPY (\w+) \1", line)}
    assert copied == packages


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["migrate"], ["import", "no.json"]])
def test_it_wants_to_be_told_which_neo4j(command: list[str], tmp_path: Path) -> None:
    run = _started(command, tmp_path)
    assert run.returncode != 0
    assert "NEO4J_URI" in run.stderr
    assert "must name the Neo4j to use" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_hands_its_arguments_to_goalgraph(tmp_path: Path) -> None:
    run = _started(["schema"], tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
    run = _started(["migrate"], tmp_path, NEO4J_URI="bolt://127.0.0.1:1")
    assert run.returncode == 1
    assert run.stderr.startswith("goalgraph: Neo4j at bolt://127.0.0.1:1 cannot be reached")


def test_it_listens_to_the_outside_of_its_container() -> None:
    [command] = [line for line in LINES if line.startswith("CMD")]
    assert json.loads(command.removeprefix("CMD")) == ["serve", "--host", "0.0.0.0"]


def _last_stage() -> list[str]:
    starts = [number for number, line in enumerate(LINES) if line.startswith("FROM ")]
    return LINES[starts[-1] :]


def _linted(path: Path) -> str:
    hadolint = shutil.which("hadolint", path=os.pathsep.join([str(BIN), os.environ["PATH"]]))
    assert hadolint is not None, "There is no hadolint."
    run = subprocess.run(
        [hadolint, "--no-color", str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    return run.stdout + run.stderr


def _started(
    command: list[str], folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The image's entry point, run here."""
    [line] = [line for line in LINES if line.startswith("ENTRYPOINT")]
    program = json.loads(line.removeprefix("ENTRYPOINT"))
    return subprocess.run(
        [*program, *command],
        cwd=folder,
        env={"PATH": os.pathsep.join([str(BIN), "/usr/bin", "/bin"]), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
