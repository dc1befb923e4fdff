"""`docker compose --profile trial` starts production mode with a proxy, object storage and a mail server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from deploy.trial.setup import create_bucket, create_keys
from portal.connections import database_settings, email, storage_settings
from portal.environment import Environment, read_environment
from tests.contract.test_compose import SERVICES, filled_environment, image_environment
from tests.contract.tree import ROOT
from tests.serving import serving

pytestmark = pytest.mark.sqlite_is_enough
FOLDER = ROOT / "deploy" / "trial"
TRIAL = {name: value or "" for name, value in dotenv_values(FOLDER / "trial.env").items()}
CADDYFILE = (FOLDER / "Caddyfile").read_text()


def container_environment(folder: Path) -> dict[str, str]:
    """The variables in the containers, with the data folder replaced by one of this machine."""
    filled = {**image_environment(), **filled_environment(TRIAL)}
    return {name: re.sub("^/data(?=/|$)", str(folder), value) for name, value in filled.items()}


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    create_keys(container_environment(tmp_path))
    return read_environment(container_environment(tmp_path))


def test_settings_are_those_of_production(environment: Environment) -> None:
    assert environment.is_production
    assert len(environment.encryption_keys) == 1
    assert environment.secret_key not in environment.encryption_keys
    assert database_settings(environment)["PASSWORD"] == TRIAL["POSTGRES_PASSWORD"]


def test_every_variable_of_the_trial_reaches_a_container() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    assert [name for name in TRIAL if f"${{{name}:" not in text] == []


def test_profile_has_a_proxy_storage_and_mail() -> None:
    profiles = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}

    assert profiles == {
        "proxy": ["trial", "proxy"], "trial-setup": ["trial"], "storage": ["trial"], "mail": ["trial"],
        "checks-worker": ["checks"],
    }  # fmt: skip


def test_images_have_tags() -> None:
    images = [service["image"] for service in SERVICES.values() if service["image"] != "slipway"]

    assert [image for image in images if not re.fullmatch(r"[a-z/]+:[\w.-]*\d[\w.-]*", image)] == []


def test_services_start_in_an_order_that_works() -> None:
    order: list[str] = []
    while len(order) < len(SERVICES):
        ready = [name for name, service in SERVICES.items() if {*service.get("depends_on", ())} <= {*order}]
        assert {*ready} - {*order}, "a circle"
        order += [name for name in ready if name not in order]

    for first, then in (("storage", "trial-setup"), ("trial-setup", "prepare"), ("prepare", "web"), ("web", "proxy")):
        assert order.index(first) < order.index(then)
    assert SERVICES["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}
    healthy = {"condition": "service_healthy"}
    assert SERVICES["trial-setup"]["depends_on"] == {"storage": healthy, "mail": healthy}


def test_proxy_passes_requests_to_the_web_process_and_is_the_only_one() -> None:
    """Caddy sets X-Forwarded-For and -Proto itself, and ignores those of clients unless it trusts other proxies."""
    blocks = re.sub(r"^#.*\n", "", CADDYFILE, flags=re.MULTILINE)

    assert re.findall(r"reverse_proxy (\S+)", blocks) == [f"web:{image_environment()['PORT']}"]
    assert re.search(r"^\{\$PUBLIC_URL\} \{\$CONTENT_URL\} \{$", blocks, re.MULTILINE)
    assert not re.search("trusted_proxies|header_up|header_down", blocks)
    assert filled_environment(TRIAL)["TRUSTED_PROXY_COUNT"] == "1"
    proxy = SERVICES["proxy"]
    assert set(proxy["environment"]) == {"PUBLIC_URL", "CONTENT_URL"}
    assert proxy["ports"] == ["${TLS_ON:-127.0.0.1}:${TLS_PORT:-443}:${TLS_PORT:-443}"]
    source, target, _mode = proxy["volumes"][0].split(":")
    assert (ROOT / source).read_text() == CADDYFILE
    assert target == "/etc/caddy/Caddyfile"


def test_address_belongs_to_this_machine_alone(environment: Environment) -> None:
    """Browsers resolve names that end with .localhost without DNS, and HSTS does not reach localhost itself."""
    assert environment.public_url == "https://slipway.localhost"
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert [port for port in published if not re.match(r"(\$\{\w+:-)?127\.0\.0\.1", port)] == []


def test_mail_goes_to_the_server_that_shows_it(environment: Environment) -> None:
    settings = email(environment)

    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == ("mail", 1025)  # the ports of Mailpit
    assert SERVICES["mail"]["image"].startswith("axllent/mailpit:")
    assert SERVICES["mail"]["ports"][0].endswith(":8025")


def test_storage_has_the_keys_and_the_address_of_the_settings(environment: Environment) -> None:
    options: dict[str, Any] = storage_settings(environment)["OPTIONS"]

    assert options["endpoint_url"] == "http://storage:9000"  # the port of MinIO
    assert SERVICES["storage"]["environment"] == {
        "MINIO_ROOT_USER": "${AWS_ACCESS_KEY_ID:-}",
        "MINIO_ROOT_PASSWORD": "${AWS_SECRET_ACCESS_KEY:-}",
    }
    assert len(options["secret_key"]) >= 8  # MinIO requires that


def test_setup_runs_in_the_image_with_the_volume_of_the_keys() -> None:
    setup = SERVICES["trial-setup"]

    assert setup["command"] == ["python", "-m", "deploy.trial.setup"]
    assert (setup["image"], setup["volumes"]) == ("slipway", SERVICES["web"]["volumes"])
    assert "deploy" not in (ROOT / ".dockerignore").read_text().split()


def test_keys_are_created_once(tmp_path: Path) -> None:
    source = container_environment(tmp_path)
    create_keys(source)
    paths = [Path(source[name]) for name in ("SECRET_KEY_FILE", "ENCRYPTION_KEYS_FILE")]
    contents = [path.read_text() for path in paths]

    create_keys(source)

    assert [path.read_text() for path in paths] == contents
    assert len({*contents}) == 2
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o400}


class _Buckets(BaseHTTPRequestHandler):
    names: list[str]

    def do_PUT(self) -> None:
        is_new = self.path not in self.names
        self.names.append(self.path)
        body = b"" if is_new else b"<Error><Code>BucketAlreadyOwnedByYou</Code></Error>"
        self.send_response(200 if is_new else 409)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def bucket_server() -> Iterator[ThreadingHTTPServer]:
    _Buckets.names = []
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), _Buckets)) as server:
        yield server


def test_bucket_is_created_once(tmp_path: Path) -> None:
    source = container_environment(tmp_path)
    create_keys(source)
    with bucket_server() as server:
        source["STORAGE_URL"] = source["STORAGE_URL"].replace("storage%3A9000", f"127.0.0.1%3A{server.server_port}")
        create_bucket(source)
        create_bucket(source)

    assert [name.strip("/") for name in _Buckets.names] == ["slipway", "slipway"]
