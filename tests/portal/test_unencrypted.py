"""Connections that other machines could read are named when the portal is prepared and tested."""

from dataclasses import replace

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from pytest_django import Settings

from portal.environment import read_environment
from portal.management.commands import doctor
from portal.unencrypted import unencrypted_connections
from tests.portal.test_environment import PRODUCTION

CA = "sslrootcert=/etc/ca.pem"


@pytest.fixture(autouse=True)
def _no_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGSSLMODE", "PGHOST"):
        monkeypatch.delenv(name, raising=False)


def named(**variables: str) -> list[str]:
    """The variables that are named."""
    sentences = unencrypted_connections(read_environment({**PRODUCTION, **variables}))
    return [sentence.partition(" ")[0] for sentence in sentences]


@pytest.mark.parametrize(
    "name, without, with_tls",
    [
        (
            "DATABASE_URL",
            "postgres://slipway@db.example/slipway",
            f"postgres://u@db.example/s?sslmode=verify-full&{CA}",
        ),
        ("DATABASE_URL", "postgres://u@db.example/s?sslmode=prefer", "postgres://u@db.example/s?sslmode=require"),
        ("DATABASE_URL", "postgres:///s?host=db.example", "postgres:///s?host=db.example&sslmode=require"),
        ("DATABASE_URL", "postgres://u@10.0.0.5,db.example/s", "postgres://u@10.0.0.5,10.0.0.6/s"),
        ("DATABASE_OWNER_URL", "postgres://o@db.example/slipway", "postgres://o@db.example/slipway?sslmode=require"),
        ("REDIS_URL", "redis://redis.example:6379/0", "rediss://redis.example:6379/0"),
        ("EMAIL_URL", "smtp://mail.example:25", "smtp://mail.example:587?tls=1"),
        ("EMAIL_URL", "smtp://mail.example:25?tls=0", "smtps://mail.example"),
        ("STORAGE_URL", "s3://files?endpoint_url=http://s3.example", "s3://files?endpoint_url=https://s3.example"),
        ("AUDIT_STREAM_URL", "syslog+tcp://siem.example:601", "syslog+tls://siem.example:6514"),
    ],
)
def test_what_does_not_require_tls_is_named(name: str, without: str, with_tls: str) -> None:
    assert named(**{name: without}) == [name]
    assert named(**{name: with_tls}) == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.2.0.4", "redis", "redis.slipway.svc", "redis.internal"]
)
def test_services_of_this_machine_or_a_private_network_are_not(host: str) -> None:
    urls = {"DATABASE_URL": f"postgres://u@{host}/slipway", "REDIS_URL": f"redis://{host}:6379/0"}
    assert named(**urls, EMAIL_URL=f"smtp://{host}:25", DATABASE_OWNER_URL=f"postgres://o@{host}/slipway") == []


@pytest.mark.parametrize(
    "address",
    ["postgres:///slipway", "postgres:///slipway?host=/run/postgresql.d", "postgres://u@%2Frun%2Fpostgresql/slipway"],
)
def test_sockets_of_postgresql_are_not(address: str) -> None:
    assert named(DATABASE_URL=address) == []


def test_variable_of_the_client_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert named(DATABASE_URL="postgres://slipway@db.example/slipway") == []


@pytest.mark.django_db
def test_doctor_and_deployment_check_name_it_and_do_not_fail(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password is not in the sentence."""
    monkeypatch.setattr(doctor, "find_problems", lambda **_: {})
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, redis_url="redis://:secret@redis.example:6379/0")
    sentence = (
        "REDIS_URL doesn't require TLS for redis.example. Unless the network is private, use rediss:// instead of "
        "redis://."
    )

    call_command("doctor")
    assert f"Warning: {sentence}" in capsys.readouterr().err
    (message,) = [message for message in run_checks(include_deployment_checks=True) if message.id == "portal.I001"]
    assert (message.msg, message.is_serious()) == (sentence, False)
