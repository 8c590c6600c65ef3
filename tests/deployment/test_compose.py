"""docker-compose.yml against the Compose specification's schema, and against what we promise."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.database.server.jars import DEFAULT_VERSION

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(_read()["services"])


def test_it_fits_the_compose_specification() -> None:
    assert _checked(COMPOSE) == ""


def test_the_schema_is_one_that_can_refuse(tmp_path: Path) -> None:
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(COMPOSE.read_text().replace("healthcheck:", "health:"), encoding="utf-8")
    assert "'health'" in _checked(wrong)


def test_the_services_are_the_database_its_migration_and_the_api(services: dict[str, Any]) -> None:
    assert set(services) == {"neo4j", "migrate", "api"}
    assert services["neo4j"]["image"] == f"neo4j:{DEFAULT_VERSION}"
    assert services["migrate"]["command"] == ["migrate"]
    assert services["api"]["command"][0] == "serve"


def test_no_password_is_written_down() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    uses = re.findall(r"\$\{?NEO4J_PASSWORD[^}]*\}?", text)
    assert uses == ["${NEO4J_PASSWORD:?set NEO4J_PASSWORD}"] * 2
    settings = [
        f"{name}={value}"
        for service in _read()["services"].values()
        for name, value in service["environment"].items()
        if re.search("PASSWORD|AUTH|SECRET|TOKEN", name)
    ]
    assert sorted(set(settings)) == [
        "NEO4J_AUTH=neo4j/${NEO4J_PASSWORD:?set NEO4J_PASSWORD}",
        "NEO4J_PASSWORD=${NEO4J_PASSWORD:?set NEO4J_PASSWORD}",
    ]


def test_ports_are_open_to_this_machine_only(services: dict[str, Any]) -> None:
    ports = {name: service.get("ports", []) for name, service in services.items()}
    assert ports == {"neo4j": [], "migrate": [], "api": ["127.0.0.1:8000:8000"]}
    assert [name for name, it in services.items() if "network_mode" in it] == []


def test_each_waits_for_the_health_of_what_it_needs(services: dict[str, Any]) -> None:
    assert services["migrate"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert services["api"]["depends_on"] == {
        "neo4j": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }
    assert "7474" in services["neo4j"]["healthcheck"]["test"][-1]
    assert "/readyz" in services["api"]["healthcheck"]["test"][-1]


def test_the_data_outlives_the_container(services: dict[str, Any]) -> None:
    assert services["neo4j"]["volumes"] == ["neo4j:/data"]
    assert _read()["volumes"] == {"neo4j": None}


def test_the_api_may_do_little(services: dict[str, Any]) -> None:
    for name in ("migrate", "api"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]


def test_nothing_takes_the_machine(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["pids_limit"] > 0, name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def _read() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")))


def _checked(path: Path) -> str:
    """What the schema, which check-jsonschema brings along, has against a file; or nothing."""
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    run = subprocess.run(
        [*check, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    return "" if run.returncode == 0 else run.stdout + run.stderr
