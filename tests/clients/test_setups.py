"""The set-ups of docs/clients.md, run as they stand there on the worked example."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from graph.database.client import Database
from tests.api.client import Client
from tests.clients import CODEGEN, MODULES, RELAY, SDL, TSC, run, tool
from tests.clients.conftest import asked_with

ROOT = SDL.parents[1]
FILE = re.compile(r"^`([\w./-]+)`:\n```\w+\n(.*?)^```$", re.M | re.S)
FILES = dict(FILE.findall((ROOT / "docs" / "clients.md").read_text(encoding="utf-8")))
ARIADNE = Path(__file__).parent / ".ariadne"
GOALS = "{ objectives(orderBy: {field: TITLE}) { nodes { title } } }"


@pytest.fixture(scope="module")
async def lumen(database: Database) -> AsyncIterator[Client]:
    """A client of a worked example of its own, with a token that may change all of it."""
    async with asked_with(database, service="board", scope="admin") as it:
        yield it


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory, lumen: Client, tools: None) -> Path:
    """The page's files, beside the packages, with what contract.mjs makes of the contract."""
    place = tmp_path_factory.mktemp("clients")
    for name, text in FILES.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    (place / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (place / "node_modules").symlink_to(MODULES)
    assert await _run(lumen, place, "node", "contract.mjs") == ""
    return place


async def test_without_a_library(lumen: Client, folder: Path) -> None:
    said = json.loads(await _run(lumen, folder, "node", "asking.mjs"))
    assert said.pop("titles") == await _titles(lumen)
    assert {"kr_churn", "obj_keep"} <= set(said.pop("changed"))
    assert said == {
        "refused": [{"code": "NOT_FOUND", "path": ["keyResult"]}],
        "failed": "INVALID_INPUT",
    }


async def test_a_change_whose_answer_is_lost_is_sent_again(folder: Path) -> None:
    """The first connection is closed before an answer; the second has it, for the same key."""
    keys = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        keys.extend(re.findall(r"idempotency-key: (\S+)", head))
        if len(keys) == 2:
            body = b'{"data": {"teamArchive": {"problems": [], "revision": 7}}}'
            writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n")
            writer.write(b"content-length: %d\r\n\r\n%b" % (len(body), body))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    script = "import { change } from './ask.mjs'; console.log((await change('', {})).revision);"
    async with server:
        code, output, errors = await run(
            "node",
            "--input-type=module",
            "--eval",
            script,
            cwd=folder,
            GOALGRAPH_URL=f"http://127.0.0.1:{port}",
        )
    assert (code, output) == (0, "7\n"), errors
    assert len(keys) == 2
    assert len(set(keys)) == 1


async def test_apollo(lumen: Client, folder: Path) -> None:
    said = json.loads(await _run(lumen, folder, "node", "apollo-goals.mjs"))
    assert said == {"titles": await _titles(lumen), "dates": True}


async def test_urql(lumen: Client, folder: Path) -> None:
    said = json.loads(await _run(lumen, folder, "node", "urql-goals.mjs"))
    assert said == {"titles": await _titles(lumen)}


async def test_relay(lumen: Client, folder: Path) -> None:
    code, output, errors = await tool(RELAY, "relay.config.json", cwd=folder)
    assert code == 0, output + errors
    said = json.loads(await _run(lumen, folder, "node", "relay-goals.mjs"))
    assert said == {"titles": await _titles(lumen)}


async def test_graphql_codegen(folder: Path) -> None:
    code, output, errors = await tool(CODEGEN, "--config", "codegen.yml", cwd=folder)
    assert code == 0, output + errors
    strict = ["--strict", "--noEmit", "--target", "es2022", "--module", "esnext"]
    options = [*strict, "--moduleResolution", "bundler", "--ignoreConfig", "goals.ts"]
    code, output, errors = await tool(TSC, *options, cwd=folder)
    assert (code, output + errors) == (0, "")


async def test_ariadne_codegen(lumen: Client, folder: Path) -> None:
    await _ariadne()
    generate = ["-c", "from ariadne_codegen.main import main; main()", "--config", "ariadne.toml"]
    code, output, errors = await run(
        sys.executable, *generate, cwd=folder, PYTHONPATH=str(ARIADNE), PYTHONSAFEPATH="1"
    )
    assert code == 0, output + errors
    said = await _run(lumen, folder, sys.executable, "goals.py")
    assert [line.split("\t")[2] for line in said.splitlines()] == await _titles(lumen)


async def test_a_copy_keeps_in_step(lumen: Client, folder: Path) -> None:
    """What changes bring it to is what a new copy begins with."""
    copy = folder / "copy.json"
    assert len(FILES["keep.py"].splitlines()) <= 60
    await _run(lumen, folder, sys.executable, "keep.py")
    begun = json.loads(copy.read_text())
    assert begun["nodes"]["kpi_mrr"]["name"] == "Monthly recurring revenue"
    assert begun["nodes"]["kr_macros"]["type"] == "KeyResult"

    changes = await lumen.ask(
        """mutation {
          a: objectiveUpdate(input: {id: "obj_macros", title: "Another"}) { problems { code } }
          b: keyResultCheckIn(input: {keyResult: "kr_churn", value: 4.2}) { problems { code } }
          c: objectiveCreate(input: {id: "obj_new", title: "New", owner: "team_growth"}) {
            problems { code }
          }
        }"""
    )
    assert [it["problems"] for it in changes.values()] == [[], [], []]
    await _run(lumen, folder, sys.executable, "keep.py")
    followed = json.loads(copy.read_text())
    copy.unlink()
    await _run(lumen, folder, sys.executable, "keep.py")
    assert followed == json.loads(copy.read_text())
    assert followed["since"] == begun["since"] + 3
    assert followed["nodes"]["obj_macros"]["title"] == "Another"
    assert "obj_new" in followed["nodes"]
    assert followed["nodes"]["obj_keep"] != begun["nodes"]["obj_keep"]


async def test_an_export_that_is_cut_short_is_no_copy(folder: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        line = b'{"type": "export", "organization": "org_a", "revision": 1}\n'
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + line)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    (folder / "copy.json").unlink(missing_ok=True)
    async with server:
        code, _, errors = await run(
            sys.executable, "keep.py", cwd=folder, token="t", GOALGRAPH_URL=url
        )
    assert (code, errors) == (1, "The export is not whole. Try again.\n")
    assert not (folder / "copy.json").exists()


def test_every_file_of_the_page_is_run() -> None:
    """By a test above, or by a file that one runs."""
    told = [Path(__file__).read_text(encoding="utf-8"), *FILES.values()]
    names = {name: Path(name).name.replace("Goals.js", "GoalsQuery.graphql.js") for name in FILES}
    assert len(FILES) == 17
    assert [it for it, name in names.items() if not any(name in text for text in told)] == []


async def _run(client: Client, folder: Path, program: str, *arguments: str) -> str:
    """What a program that ends well says, as the client's viewer."""
    assert client.token is not None
    code, output, errors = await run(
        program, *arguments, cwd=folder, token=client.token, GOALGRAPH_URL=client.url
    )
    assert (code, errors) == (0, "")
    return output


async def _titles(client: Client) -> list[str]:
    data: dict[str, Any] = await client.ask(GOALS)
    return [node["title"] for node in data["objectives"]["nodes"]]


async def _ariadne() -> None:
    """Installs the generator beside the packages here, with the older graphql-core it needs."""
    lock = FileLock(ARIADNE.with_suffix(".lock"))
    await asyncio.to_thread(lock.acquire)
    requirements = ROOT / "requirements" / "ariadne.txt"
    mark = ARIADNE / "installed.txt"
    try:
        if not mark.exists() or mark.read_text() != requirements.read_text():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"]
            place = ["--target", str(ARIADNE), "--require-hashes", "-r", str(requirements)]
            code, output, errors = await run(*pip, *place, cwd=ARIADNE.parent)
            assert code == 0, output + errors
            mark.write_text(requirements.read_text())
    finally:
        lock.release()
