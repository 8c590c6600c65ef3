"""The command line as its users meet it: a process, its output and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.database.client import Database, Transaction
from graph.database.embedded import running_server

ROOT = Path(__file__).parents[2]
GOALGRAPH = str(Path(sys.executable).with_name("goalgraph"))
LONGEST_SECONDS = 120

COUNT = "MATCH (n) WHERE n.org = $p.org AND NOT n:Migration RETURN count(n)"


@pytest.fixture
def environment(database: Database, tmp_path: Path) -> dict[str, str]:
    """One in which commands use the run's database, and no other by mistake."""
    settings = database.settings
    return os.environ | {
        "NEO4J_URI": settings.uri,
        "NEO4J_USERNAME": settings.username,
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
        "GOALGRAPH_DATA": str(tmp_path / "none"),
        "COLUMNS": "200",
    }


def goalgraph(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GOALGRAPH, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )


def failed(environment: dict[str, str], *arguments: str) -> str:
    """The one line on standard error of a command that fails, without its prefix."""
    done = goalgraph(environment, *arguments)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    line, end = done.stderr[:-1], done.stderr[-1:]
    assert end == "\n"
    assert "\n" not in line
    assert line.startswith("goalgraph: ")
    return line.removeprefix("goalgraph: ")


@contextmanager
def serving(
    environment: dict[str, str], *arguments: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`goalgraph serve` on a free port, ready to be asked: its address and its process."""
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            [GOALGRAPH, "serve", "--port", "0", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            match = re.search(r"http://[0-9.]+:\d+", line)
            assert match is not None, (line, errors.seek(0), errors.read())
            yield match[0], process
        finally:
            process.kill()


@pytest.fixture
def imported(environment: dict[str, str], organization_id: str) -> str:
    """The id of an organization that was imported from the worked example."""
    done = goalgraph(
        environment, "import", str(ROOT / "data/example.json"), "--organization", organization_id
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Imported ")
    assert f"({organization_id})" in done.stdout
    return organization_id


def test_help_answers_without_loading_anything_heavy() -> None:
    code = (
        "import sys, api.cli.main; "
        "print([name for name in ('neo4j', 'strawberry', 'uvicorn', 'pydantic', 'jgo') "
        "if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_every_command_is_listed() -> None:
    done = goalgraph(dict(os.environ), "--help")
    assert done.returncode == 0
    for command in ("serve", "migrate", "import", "export", "explain", "schema", "token"):
        assert re.search(rf"\b{command}\b", done.stdout), command


def test_the_version_is_the_packages() -> None:
    done = goalgraph(dict(os.environ), "--version")
    assert (done.returncode, done.stdout) == (0, f"goalgraph {version('goalgraph')}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import", "/nowhere/file.json"], "/nowhere/file.json cannot be read"),
        (["import", "data/example.json", "--organization", "lumen"], "is no id"),
        (["export", "/nowhere/file.json"], "/nowhere is no directory"),
        (["organization", "remove", "org_lumen"], "confirm it with --name"),
    ],
)
def test_nothing_is_started_for_arguments_that_are_wrong(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "GOALGRAPH_DATA": str(tmp_path / "none")}
    environment.pop("NEO4J_URI", None)
    assert message in failed(environment, *arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_an_id_is_imported_once(
    environment: dict[str, str], organization_id: str, tmp_path: Path
) -> None:
    name = f"Twin of {organization_id}"
    file = tmp_path / "twin.json"
    teams = [{"name": "All", "kind": "COMPANY"}]
    file.write_text(json.dumps({"organization": {"name": name}, "teams": teams}))
    first = goalgraph(environment, "import", str(file))
    assert (first.returncode, first.stderr) == (0, "")
    org = first.stdout.partition("(")[2].partition(")")[0]
    message = failed(environment, "import", str(file))
    assert f"holds {name} already ({org})" in message
    assert "--organization" in message
    second = goalgraph(environment, "import", str(file), "--organization", organization_id)
    assert second.returncode == 0
    listed = goalgraph(environment, "organization", "list").stdout
    assert f"{org}  {name} (0 objectives)" in listed
    assert f"{organization_id}  {name}" in listed


async def test_an_organization_is_removed_by_its_name(
    environment: dict[str, str], imported: str, database: Database
) -> None:
    name = json.loads((ROOT / "data/example.json").read_text("utf-8"))["organization"]["name"]
    message = failed(environment, "organization", "remove", imported, "--name", name + "s")
    assert "nothing was removed" in message
    assert await database.read("count", COUNT, {"org": imported}) > 0
    done = goalgraph(environment, "organization", "remove", imported, "--name", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Removed {name} ({imported}).\n"
    assert await database.read("count", COUNT, {"org": imported}) == 0
    message = failed(environment, "organization", "remove", imported, "--name", name)
    assert message == f"There is no organization {imported}."


def test_migrate_says_that_nothing_is_left_to_do(environment: dict[str, str]) -> None:
    done = goalgraph(environment, "migrate")
    assert (done.returncode, done.stdout, done.stderr) == (0, "The database is up to date.\n", "")


def test_the_schema_is_the_committed_one(environment: dict[str, str]) -> None:
    done = goalgraph(environment, "schema")
    assert done.returncode == 0
    assert done.stdout == (ROOT / "schema/schema.graphql").read_text("utf-8")


async def test_a_dry_run_reports_and_writes_nothing(
    environment: dict[str, str], organization_id: str, database: Database
) -> None:
    file = str(ROOT / "data/example.json")
    done = goalgraph(environment, "import", file, "--dry-run", "--organization", organization_id)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Would import ")
    assert await database.read("count", COUNT, {"org": organization_id}) == 0


async def test_every_mistake_of_a_file_is_told_and_nothing_written(
    environment: dict[str, str], organization_id: str, database: Database, tmp_path: Path
) -> None:
    document = json.loads((ROOT / "data/example.json").read_text("utf-8"))
    document["objectives"][0]["titel"] = "?"
    document["objectives"][1]["owner"] = "psn_nobody"
    (tmp_path / "wrong.json").write_text(json.dumps(document))
    done = goalgraph(
        environment, "import", str(tmp_path / "wrong.json"), "--organization", organization_id
    )
    assert done.returncode == 1
    assert done.stdout == ""
    *mistakes, last = done.stderr.splitlines()
    assert last == "goalgraph: 2 mistake(s) in the file; nothing was written."
    assert len(mistakes) == 2
    assert "titel" in mistakes[0]
    assert "psn_nobody" in mistakes[1]
    assert await database.read("count", COUNT, {"org": organization_id}) == 0


def test_a_hundred_mistakes_are_told_and_the_number_of_the_others(tmp_path: Path) -> None:
    teams = [{"name": f"Team {number}", "kind": "?"} for number in range(130)]
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps({"organization": {"name": "Wrong"}, "teams": teams}))
    done = goalgraph(dict(os.environ), "import", str(file), "--dry-run")
    assert (done.returncode, done.stdout) == (1, "")
    *mistakes, others, last = done.stderr.splitlines()
    assert len(mistakes) == 100
    number = int(re.findall(r"^… and (\d+) others\.$", others)[0])
    assert number >= 30
    assert last == f"goalgraph: {100 + number} mistake(s) in the file; nothing was written."


def test_an_export_is_what_was_imported(
    environment: dict[str, str], imported: str, tmp_path: Path
) -> None:
    file = tmp_path / "export.json"
    done = goalgraph(environment, "export", str(file), "--organization", imported)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    exported = json.loads(file.read_text("utf-8"))
    example = json.loads((ROOT / "data/example.json").read_text("utf-8"))
    assert {one["id"] for one in exported["objectives"]} == {
        one["id"] for one in example["objectives"]
    }
    printed = goalgraph(environment, "export", "--organization", imported)
    assert printed.stdout == file.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["export.json"]


QUESTION = """
query Goal($id: ID!) { objective(id: $id) { title keyResults { nodes { title } } moves {
  totalCount } } }
"""


def test_a_question_is_explained_both_ways(
    environment: dict[str, str], imported: str, tmp_path: Path
) -> None:
    file = tmp_path / "goal.graphql"
    file.write_text(QUESTION)
    arguments = ("explain", str(file), "--organization", imported)
    done = goalgraph(environment, *arguments, "--variables", '{"id": "obj_keep"}')
    assert (done.returncode, done.stderr) == (0, "")
    layers, whole, cost = done.stdout.split("\n\n")
    assert layers.startswith("Layer by layer: ")
    rows = [line.split() for line in layers.splitlines()[2:]]
    assert {row[0] for row in rows} >= {"objective", "Objective.keyResults", "moves"}
    [results] = [row for row in rows if row[0] == "Objective.keyResults"]
    assert results[1:3] == ["1", "1"]
    assert [line.split()[0] for line in whole.splitlines()[2:]] == ["objective"]
    assert cost == "Asks for 50 objects, 0 paths, 1 rules.\n"
    assert failed(environment, *arguments).startswith("Variable")
    assert "JSON" in failed(environment, *arguments, "--variables", "{")
    file.write_text("mutation { changeRevert(input: {revision: 1}) { revision } }")
    assert "only questions can be explained" in failed(environment, *arguments)


def test_a_token_is_printed_alone_and_lets_its_bearer_ask(
    environment: dict[str, str], imported: str
) -> None:
    done = goalgraph(
        environment, "token", "create", "--service", "board", "--organization", imported
    )
    assert (done.returncode, events(done.stderr)) == (0, ["token_created"])
    assert done.stdout[:-1] not in done.stderr
    assert re.fullmatch(r"gg_[\w-]{43}\n", done.stdout)
    question = {"query": "{ organization { id } }"}
    with serving(environment) as (url, _process):
        answer = httpx.post(
            f"{url}/graphql", json=question, headers={"Authorization": f"Bearer {done.stdout[:-1]}"}
        )
        assert answer.json() == {"data": {"organization": {"id": imported}}}
        assert httpx.post(f"{url}/graphql", json=question).status_code == 401


def events(lines: str) -> list[str]:
    """The events of a log."""
    return [json.loads(line)["event"] for line in lines.splitlines()]


def test_tokens_are_listed_rotated_and_revoked(environment: dict[str, str], imported: str) -> None:
    def token(*arguments: str) -> str:
        done = goalgraph(environment, "token", *arguments, "--organization", imported)
        assert done.returncode == 0, done.stderr
        return done.stdout

    token("create", "--service", "nightly sync", "--scope", "write", "--expires", "90d")
    heading, row = (re.split(r"  +", line.strip()) for line in token("list").splitlines())
    assert heading == ["id", "name", "person", "scope", "created", "ends", "last used"]
    assert row[1:3] == ["nightly sync", "write"]
    assert row[-1] == "never"
    assert re.fullmatch(r"gg_[\w-]{43}\n", token("rotate", "nightly sync"))
    handle = token("list").splitlines()[1].split()[0]
    assert handle != row[0]
    assert token("revoke", handle) == f"Revoked {handle}, of nightly sync.\n"
    assert len(token("list").splitlines()) == 1
    where = ("--organization", imported)
    assert failed(environment, "token", "revoke", handle, *where) == (
        f"There is no one token {handle} in {imported}; `goalgraph token list` tells their ids."
    )
    create = ("token", "create", "--service", "x", "--expires", "soon", *where)
    assert failed(environment, *create) == (
        "--expires takes days or hours, such as 90d or 12h; soon is neither."
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly_and_fast(
    environment: dict[str, str], number: signal.Signals
) -> None:
    with serving(environment) as (url, process):
        with httpx.Client() as client:
            assert client.get(f"{url}/readyz").json() == {"status": "ok"}
            started = time.monotonic()
            process.send_signal(number)
            assert process.wait(timeout=20) == 0
        assert time.monotonic() - started < 10
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/healthz")


def test_a_port_that_is_taken_is_told(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert failed(environment, "serve", "--port", str(port)) == (
            f"Cannot listen on 127.0.0.1, port {port} (Address already in use); choose others with "
            "--host and --port."
        )


def test_mistakes_are_one_clear_line(
    environment: dict[str, str], imported: str, tmp_path: Path
) -> None:
    absent = tmp_path / "absent.json"
    assert failed(environment, "import", str(absent)) == (
        f"{absent} cannot be read: No such file or directory."
    )
    assert failed(environment, "export", "--organization", "org_absent") == (
        "There is no organization org_absent."
    )
    assert failed(
        environment, "token", "create", "--person", "x@example.com", "--organization", imported
    ) == (f"There is nobody with the address x@example.com in {imported}.")
    assert failed(environment, "token", "create", "--organization", imported) == (
        "A token belongs to a person or to a service, one of the two."
    )
    assert failed(environment | {"GOALGRAPH_PORT": "no"}, "serve").startswith(
        "The setting port cannot be used: Input should be a valid integer"
    )
    assert failed(environment | {"NEO4J_PASSWORD": "wrong"}, "migrate").startswith(
        f"Neo4j at {environment['NEO4J_URI']} refused the credentials"
    )
    assert failed(environment | {"NEO4J_URI": "bolt://127.0.0.1:1"}, "migrate").startswith(
        "Neo4j at bolt://127.0.0.1:1 cannot be reached: "
    )


async def test_one_of_several_organizations_has_to_be_named(
    environment: dict[str, str], organization_id: str, database: Database
) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run(
            "create",
            "UNWIND $p.orgs AS org CREATE (:Organization {org: org, id: org, revision: 1})",
            {"orgs": [organization_id, organization_id + "_2"]},
        )

    await database.write(organization_id, work)
    line = failed(environment, "export")
    assert line.startswith("The database holds several organizations; name one with --organization")


def test_what_is_wrong_with_flags_is_told(environment: dict[str, str]) -> None:
    for arguments, line in (
        (
            ("token", "create", "--scope", "all"),
            "Invalid value for '--scope': 'all' is not one of 'read', 'write', 'admin'",
        ),
        (("import",), "Missing argument 'file'"),
        (("improt",), "No such command 'improt'. Did you mean 'import'?"),
        (("export", "--dry-run"), "No such option: --dry-run"),
    ):
        done = goalgraph(environment, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"goalgraph: {line} (see --help).\n"


def test_help_is_no_error(environment: dict[str, str]) -> None:
    done = goalgraph(environment, "import", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--dry-run" in done.stdout


def asked(url: str, question: str) -> Any:
    """The data that an unauthenticated question is answered with."""
    answer = httpx.post(f"{url}/graphql", json={"query": question}, timeout=60).json()
    assert "errors" not in answer
    return answer["data"]


async def aged(folder: Path, statement: str) -> Any:
    """What a statement says on the server that has the folder."""
    settings = running_server(folder)
    assert settings is not None
    database = await Database.connect(settings)

    async def work(transaction: Transaction) -> Any:
        return await transaction.run("aged", statement, {})

    try:
        return await database.write("org_demo", work)
    finally:
        await database.close()


async def test_the_demo_is_served_from_nothing_and_never_stale(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NEO4J_")}
    folder = tmp_path / "data"
    question = "{ viewer { scope } organization { id } objectives { totalCount } }"
    last = "MATCH (o:Organization {id: 'org_demo'}) MATCH (r:Revision {number: o.revision})"
    with serving(environment, "--demo", "--data", str(folder)) as (url, process):
        answer = asked(url, question)
        assert answer["organization"] == {"id": "org_demo"}
        assert answer["viewer"] == {"scope": "ADMIN"}
        assert answer["objectives"]["totalCount"] > 50
        # A command on a directory whose server is running uses that server.
        done = goalgraph(environment, "export", "--data", str(folder))
        assert (done.returncode, done.stderr) == (0, "")
        assert len(json.loads(done.stdout)["objectives"]) >= answer["objectives"]["totalCount"]
        await aged(folder, f"{last} SET r.at = '2020-01-01'")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    with serving(environment, "--demo", "--data", str(folder)) as (url, process):
        assert await aged(folder, f"{last} RETURN r.at") > "2020-01-01"
        assert asked(url, question) == answer
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert running_server(folder) is None
