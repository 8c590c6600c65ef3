"""A fact is declared once: one row in a copy of the model is a field everywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from graph.database.client import Database
from graph.database.settings import DatabaseSettings

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("api", "graph", "resolvers", "schema", "tests", "data")
ROW: Final = """\
    mood: Annotated[
        Text | None, "How it feels.", Settable(), Filterable(), Orderable()
    ] = None
"""
# The row stands before the lists that only a file has.
BEFORE: Final = ("    checkIns: tuple[", "    keyResults: tuple[")


def test_one_row_is_a_field_everywhere(
    tmp_path: Path, database: Database, database_settings: DatabaseSettings
) -> None:
    for package in PACKAGES:
        unneeded = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=unneeded)
    model = tmp_path / "graph" / "model" / "goals.py"
    text = model.read_text("utf-8")
    for line in BEFORE:
        assert text.count(line) == 1
        text = text.replace(line, ROW + line)
    model.write_text(text, "utf-8")
    settings = database_settings.model_dump() | {
        "password": database_settings.password.get_secret_value(),
        "statement_timeout": 25.0,
    }
    followed = subprocess.run(
        [sys.executable, "-m", "tests.api.recipe"],
        cwd=tmp_path,
        input=json.dumps(settings),
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert followed.returncode == 0, followed.stderr[-4000:]
