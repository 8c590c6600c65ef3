"""The wheel: it brings the page and its questions, and the page works from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "api", "graph", "resolvers", "schema")

# From the installed files alone: the page, what it loads, and the questions that are planned ahead.
ASK = """
import asyncio, re, sys
import httpx
from starlette.applications import Starlette
from api.page import DIST, page_routes
from api.warming import QUESTIONS

async def ask():
    transport = httpx.ASGITransport(app=Starlette(routes=page_routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        page = await client.get("/")
        assert page.status_code == 200, page.text
        assets = re.findall(r'(?:src|href)="([^"]*assets/[^"]+)"', page.text)
        assert assets
        for asset in assets:
            assert (await client.get(f"/{asset.lstrip('./')}")).status_code == 200, asset

asyncio.run(ask())
print(DIST.parent.parent, len(list(QUESTIONS.glob("*.graphql"))))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel, built from the sources and the page, was unpacked."""
    source = tmp_path_factory.mktemp("source")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, source / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, source / name)
    for name in ("dist", "questions"):
        shutil.copytree(ROOT / "web" / name, source / "web" / name)
    build = "from setuptools.build_meta import build_wheel; import sys; build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(source / "built")],
        cwd=source,
        capture_output=True,
        check=True,
        timeout=300,
    )
    [wheel] = (source / "built").glob("*.whl")
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_page_works_from_it(installed: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    folder, questions = run.stdout.split()
    assert Path(folder) == installed
    assert int(questions) == len(list((ROOT / "web" / "questions").glob("*.graphql")))


def test_it_brings_what_else_is_no_python(installed: Path) -> None:
    for pattern in ("graph/**/*.cypher", "graph/**/*.lock", "schema/*.graphql", "web/questions/*"):
        here = {str(path.relative_to(ROOT)) for path in ROOT.glob(pattern)}
        assert here
        assert {str(path.relative_to(installed)) for path in installed.glob(pattern)} == here
