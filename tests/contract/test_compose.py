"""docker-compose.yml, the Dockerfile, the runner and the settings speak of the same processes and variables."""

import re
from typing import Any

import pytest
import yaml

from jobs.hints import QUEUES
from portal.environment import Environment, EnvironmentProblem, read_environment
from portal.process import COMMANDS
from portal.process import QUEUES as WORKER_QUEUES
from tests.contract.tree import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "slipway"}
VARIABLES = {name.upper() for name in Environment.__dataclass_fields__}
_REFERENCE = re.compile(r"\$\{(\w+)(:[-?])?([^}]*)\}")


def _image_environment() -> dict[str, str]:
    text = DOCKERFILE[DOCKERFILE.rindex("FROM ") :].replace("\\\n", " ")
    lines = [line.removeprefix("ENV ") for line in text.splitlines() if line.startswith("ENV ")]
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


def _filled(values: dict[str, str]) -> dict[str, str]:
    """The environment as compose hands it on."""

    def fill(match: re.Match[str]) -> str:
        name, operator, rest = match.groups()
        return values.get(name) or (rest if operator == ":-" else "")

    return {name: _REFERENCE.sub(fill, str(value)) for name, value in SERVICES["web"]["environment"].items()}


def test_there_is_a_service_for_every_process() -> None:
    assert set(OURS) == {"prepare", *COMMANDS}
    for name in COMMANDS:
        assert OURS[name]["command"] == ["python", "-m", "portal.process", name]
    assert OURS["prepare"]["command"] == ["python", "manage.py", "prepare"]
    assert set(SERVICES) - set(OURS) == {"postgres", "redis"}


def test_processes_start_after_what_they_need() -> None:
    assert OURS["prepare"]["depends_on"] == {name: {"condition": "service_healthy"} for name in ("postgres", "redis")}
    for name in COMMANDS:
        assert OURS[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


def test_every_lasting_service_has_a_health_check() -> None:
    assert [name for name, service in SERVICES.items() if name != "prepare" and "healthcheck" not in service] == []


def test_variables_are_those_of_the_settings() -> None:
    assert set(SERVICES["web"]["environment"]) <= VARIABLES
    assert set(_image_environment()) - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= VARIABLES
    for service in OURS.values():
        assert service["environment"] == SERVICES["web"]["environment"]


def test_required_variables_are_enough_for_production() -> None:
    required = {
        "SECRET_KEY": "x" * 50,
        "PUBLIC_URL": "https://partners.example",
        "ALLOWED_HOSTS": "partners.example",
        "EMAIL_URL": "smtp://mail.example",
        "POSTGRES_PASSWORD": "pw",
    }
    text = (ROOT / "docker-compose.yml").read_text()

    assert {name for name, operator, _ in _REFERENCE.findall(text) if operator == ":?"} == set(required)
    environment = read_environment({**_image_environment(), **_filled(required)})
    assert environment.is_production
    assert environment.database_url == "postgres://slipway:pw@postgres:5432/slipway"
    with pytest.raises(EnvironmentProblem):
        read_environment({**_image_environment(), **_filled({})})


def test_named_hosts_are_services() -> None:
    hosts = re.findall(r"(?:@|//)(\w+):\d+", " ".join(SERVICES["web"]["environment"].values()))

    assert set(hosts) == {"postgres", "redis"}
    assert set(hosts) <= set(SERVICES)


def test_volumes_are_declared_and_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


def test_image_runs_without_root_from_the_hashed_lock() -> None:
    last = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]

    assert re.search(r"^USER (?!root)\w+", last, re.MULTILINE)
    assert "pip install --require-hashes -r requirements/production.txt" in DOCKERFILE
    assert re.search(r'^CMD \["python", "-m", "portal.process", "web"\]$', last, re.MULTILINE)


def test_worker_empties_the_queues_that_hints_go_to() -> None:
    assert WORKER_QUEUES.split(",") == list(QUEUES.values())
