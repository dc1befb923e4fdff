"""docker-compose.yml, the Dockerfile, the runner and the settings use the same processes and variables."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import resolve

from jobs.limits import STEP_SECONDS
from portal import gunicorn
from portal.connections import database_settings, storage_settings
from portal.environment import Environment, EnvironmentProblem, read_environment, secret_variables
from portal.management.commands import check_heartbeat
from portal.process import PROCESS_COMMANDS
from tests.contract.tree import ROOT
from tests.portal.test_environment import PRODUCTION

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
# Services of the profiles are in test_trial.py.
ALWAYS = {name: service for name, service in SERVICES.items() if "profiles" not in service}
OURS = {name: service for name, service in ALWAYS.items() if service.get("image") == "slipway"}
SECRETS = {"SECRET_KEY", "EMAIL_URL", "POSTGRES_PASSWORD"}  # required, but each can be a file instead
VARIABLES = {name.upper() for name in Environment.__dataclass_fields__}
SECRETS_FOLDER = "${SECRETS_DIR:-./deploy/secrets}"
_REFERENCE = re.compile(r"\$\{(\w+)(:[-?])?([^{}]*)\}")


def image_environment() -> dict[str, str]:
    text = DOCKERFILE[DOCKERFILE.rindex("FROM ") :].replace("\\\n", " ")
    lines = [line.removeprefix("ENV ") for line in text.splitlines() if line.startswith("ENV ")]
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


def filled_environment(values: dict[str, str]) -> dict[str, str]:
    """The environment variables that compose passes to the containers."""

    def fill(match: re.Match[str]) -> str:
        name, operator, rest = match.groups()
        return values.get(name) or (rest if operator == ":-" else "")

    def fill_all(text: str) -> str:
        filled = _REFERENCE.sub(fill, text)
        return filled if filled == text else fill_all(filled)  # a default can be a reference

    return {name: fill_all(str(value)) for name, value in SERVICES["web"]["environment"].items()}


def test_there_is_a_service_for_every_process() -> None:
    assert set(OURS) == {"prepare", *PROCESS_COMMANDS}
    for name in PROCESS_COMMANDS:
        assert OURS[name]["command"] == ["python", "-m", "portal.process", name]
    assert OURS["prepare"]["command"] == ["python", "manage.py", "prepare"]
    assert set(ALWAYS) - set(OURS) == {"postgres", "redis"}


def test_processes_start_after_what_they_need() -> None:
    assert OURS["prepare"]["depends_on"] == {
        "trial-setup": {"condition": "service_completed_successfully", "required": False},  # only in its profile
        **{name: {"condition": "service_healthy"} for name in ("postgres", "redis")},
    }
    for name in PROCESS_COMMANDS:
        assert OURS[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


def test_every_lasting_service_has_a_health_check() -> None:
    lasting = {name for name, service in SERVICES.items() if service.get("restart") != "no"}
    assert [name for name in lasting if "healthcheck" not in SERVICES[name]] == []
    assert set(SERVICES) - lasting == {"prepare", "trial-setup"}


def test_variables_are_those_of_the_settings() -> None:
    image = set(image_environment()) & VARIABLES
    # Of the start commands and of the demo. Only prepare may act as the owner of the tables.
    elsewhere = {"PROCESS_NAME", "DEBUG", "DEMO_DATA", "DEMO_PASSWORD", "DATABASE_OWNER_URL"}
    set_here = {f"{name}_FILE" for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_OWNER_URL")}
    files = {f"{name}_FILE" for name in secret_variables()} - set_here

    assert set(SERVICES["web"]["environment"]) == (VARIABLES - (image - {"MODE"}) - elsewhere) | files
    assert set(image_environment()) - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= VARIABLES
    for name, service in OURS.items():
        more = {"DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE"} if name == "prepare" else set()
        assert set(service["environment"]) == {*SERVICES["web"]["environment"], *more}
        assert service["environment"].items() >= SERVICES["web"]["environment"].items()


def test_required_variables_are_enough_for_production() -> None:
    required = {
        **{
            name: PRODUCTION[name] for name in PRODUCTION if name not in {"MODE", "DATABASE_URL", "TRUSTED_PROXY_COUNT"}
        },
        "POSTGRES_PASSWORD": "pw",
    }
    text = (ROOT / "docker-compose.yml").read_text()

    assert {name for name, operator, _ in _REFERENCE.findall(text) if operator == ":?"} == set(required) - SECRETS
    environment = read_environment({**image_environment(), **filled_environment(required)})
    assert environment.is_production
    assert database_settings(environment)["PASSWORD"] == "pw"
    with pytest.raises(EnvironmentProblem):
        read_environment({**image_environment(), **filled_environment({})})


def test_secrets_can_be_files_of_the_folder_that_is_mounted(tmp_path: Path) -> None:
    values = {**PRODUCTION, "POSTGRES_PASSWORD": "p@ss/word"}
    for name in SECRETS:
        (tmp_path / name).write_text(f"{values[name]}\n")
    files = {f"{name}_FILE": f"/run/secrets/{name}" for name in SECRETS}
    public = {name: PRODUCTION[name] for name in ("PUBLIC_URL", "ALLOWED_HOSTS", "MAIL_FROM")}

    filled = {
        name: value.replace("/run/secrets", str(tmp_path))
        for name, value in filled_environment({**public, **files}).items()
    }

    environment = read_environment({**image_environment(), **filled})
    assert database_settings(environment)["PASSWORD"] == "p@ss/word"
    assert environment.secret_key == PRODUCTION["SECRET_KEY"]
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD_FILE"] == "${POSTGRES_PASSWORD_FILE:-}"
    for service in (*OURS.values(), SERVICES["postgres"]):
        assert f"{SECRETS_FOLDER}:/run/secrets:ro" in service["volumes"]
    assert "deploy/secrets" in (ROOT / ".dockerignore").read_text().split()
    assert (ROOT / "deploy/secrets/.gitignore").read_text() == "*\n!.gitignore\n"


def test_a_variable_that_is_set_reaches_the_processes() -> None:
    names = set(SERVICES["web"]["environment"]) - {"REDIS_URL"}

    filled = filled_environment({name: f"the {name}" for name in names})

    assert {name: filled[name] for name in names} == {name: f"the {name}" for name in names}


def test_portal_can_have_another_role_than_the_owner_of_the_tables() -> None:
    role = {"DATABASE_URL": "postgres://portal@postgres:5432/slipway", "DATABASE_PASSWORD": "own"}

    environment = read_environment({**filled_environment({"POSTGRES_PASSWORD": "pw", **role}), "MODE": "demo"})

    settings = database_settings(environment)
    assert (settings["USER"], settings["PASSWORD"]) == ("portal", "own")


def test_keys_of_the_bucket_reach_the_storage() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}

    environment = read_environment({**filled_environment({"STORAGE_URL": "s3://parts", **keys}), "MODE": "demo"})

    options = storage_settings(environment)["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("key", "secret")


def test_processes_get_the_time_that_they_take_to_stop() -> None:
    grace = {name: int(OURS[name]["stop_grace_period"].removesuffix("s")) for name in ("web", "worker")}

    assert grace["web"] > gunicorn.graceful_timeout
    assert grace["worker"] > STEP_SECONDS


def test_health_checks_ask_for_what_there_is() -> None:
    checks = {name: OURS[name]["healthcheck"]["test"] for name in PROCESS_COMMANDS}

    assert checks["web"] == ["CMD", "python", "-m", "portal.probe", "live"]
    assert resolve(f"/health/{checks['web'][-1]}").url_name == "health-live"
    parser = check_heartbeat.Command().create_parser("manage.py", "check_heartbeat")
    for name in ("worker", "beat"):
        assert checks[name][:4] == ["CMD", "python", "manage.py", "check_heartbeat"]
        assert parser.parse_args(checks[name][4:]).name in {"worker", "sweeper"}


def test_containers_hold_nothing_but_their_data() -> None:
    for name, service in OURS.items():
        assert service["read_only"], name
        assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
        assert service["volumes"] == [f"data:{image_environment()['DATA_DIR']}", f"{SECRETS_FOLDER}:/run/secrets:ro"]
        assert service["tmpfs"] == ["/tmp"]
    last = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]
    assert f"VOLUME {image_environment()['DATA_DIR']}" in last
    assert "--chown=root:root /app /app" in last


def test_web_finds_what_prepare_of_each_release_has_shared() -> None:
    """Pages of the release before still load their scripts after an upgrade."""
    folder = image_environment()["DATA_DIR"]

    for name in ("prepare", "web"):
        assert f"data:{folder}" in OURS[name]["volumes"]
        assert "DATA_DIR" not in OURS[name]["environment"]


def test_only_the_proxy_in_front_reaches_the_web_process() -> None:
    ports = {name: service["ports"] for name, service in ALWAYS.items() if "ports" in service}

    assert ports == {"web": [f"${{PUBLISH_ON:-127.0.0.1}}:${{PORT:-8000}}:{image_environment()['PORT']}"]}
    assert re.search(rf"^EXPOSE {image_environment()['PORT']}$", DOCKERFILE, re.MULTILINE)


def test_image_brings_what_a_start_would_have_to_write() -> None:
    build = DOCKERFILE[: DOCKERFILE.rindex("FROM ")]

    assert "python -m portal.translations" in build
    assert "python -m portal.command_wheel" in build
    assert f"STATIC_DIR={image_environment()['STATIC_DIR']} /venv/bin/python manage.py collectstatic" in build
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", ".env", "var", "build"} <= set(ignored)


def test_named_hosts_are_services() -> None:
    hosts = re.findall(r"(?:@|//)(\w+):\d+", " ".join(SERVICES["web"]["environment"].values()))

    assert set(hosts) == {"postgres", "redis"}
    assert set(hosts) <= set(SERVICES)


def test_volumes_are_declared_and_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert {name for name in used if name[0] not in "$."} == set(COMPOSE["volumes"])


def test_image_runs_without_root_from_the_hashed_lock() -> None:
    last = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]

    assert re.search(r"^USER (?!root)\w+", last, re.MULTILINE)
    assert "pip install --require-hashes -r requirements/production.txt" in DOCKERFILE
    assert re.search(r'^CMD \["python", "-m", "portal.process", "web"\]$', last, re.MULTILINE)


def test_image_has_the_client_of_the_database_that_compose_starts() -> None:
    """Back-ups need it, and it refuses servers of a later version."""
    major = re.fullmatch(r"postgres:(\d+)-bookworm", SERVICES["postgres"]["image"])[1]  # type: ignore[index]
    last = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]

    assert f"postgresql-client-{major} " in last
    assert last.startswith("FROM python:3.11-slim-bookworm")  # Debian 12 has packages of PostgreSQL 15
