"""Production refuses a configuration that cannot work, and says what to set."""

import importlib.util

import pytest

from portal import production_services
from portal.environment import EnvironmentProblem, read_environment
from tests.portal.test_environment import PRODUCTION

pytestmark = pytest.mark.sqlite_is_enough


def problems(**change: str) -> list[str]:
    try:
        read_environment({**PRODUCTION, **change})
    except EnvironmentProblem as caught:
        return caught.problems
    return []


@pytest.mark.parametrize(
    "change, start",
    [
        ({"TRUSTED_PROXY_COUNT": "0"}, "TRUSTED_PROXY_COUNT must be at least 1 in production"),
        ({"TRUSTED_PROXY_COUNT": ""}, "TRUSTED_PROXY_COUNT must be at least 1 in production"),
        ({"PUBLIC_URL": "https://partners.example/portal"}, "PUBLIC_URL must not have a path"),
        ({"PUBLIC_URL": "https://partners.example/?a=b"}, "PUBLIC_URL must not have a path"),
        ({"PUBLIC_URL": "https://other.example"}, "ALLOWED_HOSTS must contain the host of PUBLIC_URL, other.example."),
        ({"ALLOWED_HOSTS": ".apartners.example"}, "ALLOWED_HOSTS must contain the host of PUBLIC_URL"),
        ({"ALLOWED_HOSTS": "partners.example,*"}, "ALLOWED_HOSTS must list the host names in production, without *."),
        ({"CSRF_TRUSTED_ORIGINS": "partners.example"}, "CSRF_TRUSTED_ORIGINS must contain origins with scheme"),
        ({"CSRF_TRUSTED_ORIGINS": "https://partners.example/portal"}, "CSRF_TRUSTED_ORIGINS must contain origins with"),
        ({"PUBLIC_URL": "https://partners.example/#home"}, "PUBLIC_URL must not have a path"),
        ({"UPLOAD_BASE_URL": "https://uploads.example/?a=b"}, "UPLOAD_BASE_URL must not have anything after the path"),
        ({"ALLOWED_HOSTS": ","}, "ALLOWED_HOSTS must be set in production"),
        ({"API_HOSTS": "*"}, "API_HOSTS must list the host names in production, without *."),
        ({"MAIL_FROM": "@partners.example"}, "MAIL_FROM must be an address of your domain"),
        ({"MAIL_FROM": "Slipway <slipway@partners example>"}, "MAIL_FROM must be an address of your domain"),
        (
            {"DATABASE_OWNER_URL": "postgres://owner:hidden@db/other"},
            "DATABASE_OWNER_URL must end with the name of the",
        ),
        ({"SECRET_KEY_FALLBACKS": "short"}, "Each key of SECRET_KEY_FALLBACKS must have at least 50 characters"),
        ({"EMAIL_URL": "console:"}, "EMAIL_URL must be a mail server in production"),
        ({"EMAIL_URL": "file:///srv/mail"}, "EMAIL_URL must be a mail server in production"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL must contain the host of the mail server"),
        ({"EMAIL_URL": "smtp://slipway:hidden@mail.example"}, "EMAIL_URL must use TLS in production if it contains"),
        ({"DATABASE_URL": "postgres://slipway:hidden@db"}, "DATABASE_URL must end with the name of the database"),
        ({"DATABASE_PASSWORD": "hidden"}, "DATABASE_PASSWORD must not be set if DATABASE_URL contains a password."),
        ({"REDIS_URL": "redis://redis:6379/cache"}, "REDIS_URL must end with the number of a database"),
        ({"STORAGE_URL": "s3://"}, "STORAGE_URL must name the bucket"),
        ({"STORAGE_URL": "file://srv/files"}, "STORAGE_URL must have three slashes before the folder"),
        ({"ENCRYPTION_KEYS": "short"}, "Each key of ENCRYPTION_KEYS must have at least 50 characters"),
        ({"ENCRYPTION_KEYS": PRODUCTION["SECRET_KEY"]}, "ENCRYPTION_KEYS must contain another key than SECRET_KEY"),
        ({"ENCRYPTION_KEYS": "x" * 60}, "Each key of ENCRYPTION_KEYS must be random"),
    ],
)
def test_configuration_that_cannot_work_is_refused(change: dict[str, str], start: str) -> None:
    (problem,) = problems(**change)

    assert problem.startswith(start)
    assert "hidden" not in problem


@pytest.mark.parametrize(
    "change",
    [
        {"PUBLIC_URL": "https://partners.example:8443/"},
        {"ALLOWED_HOSTS": "Partners.Example"},
        {"PUBLIC_URL": "HTTPS://Partners.example/?"},
        {"API_HOSTS": "api.example,.apis.example", "HOST": "[::]"},
        {"UPLOAD_BASE_URL": "https://uploads.example:8443/portal"},
        {"MAIL_FROM": "“Slipway” <slipway@bücher.example>"},
        {"DATABASE_OWNER_URL": "postgres://owner@db.example/slipway?sslmode=require"},
        {"PUBLIC_URL": "https://eu.partners.example", "ALLOWED_HOSTS": ".partners.example"},
        {"PUBLIC_URL": "https://localhost"},
        {"CSRF_TRUSTED_ORIGINS": "https://partners.example,https://*.partners.example"},
        {"EMAIL_URL": "smtps://slipway:hidden@mail.example"},
        {"EMAIL_URL": "smtp://slipway:hidden@mail.example:587?tls=1"},
        {"EMAIL_URL": "smtp://slipway:hidden@127.0.0.1"},
        {"EMAIL_URL": "smtp://relay.example"},
        {"DATABASE_URL": "postgres:///slipway?host=/run/postgresql"},
        {"DATABASE_URL": "postgres://slipway@db/slipway", "DATABASE_PASSWORD": "p#s/s@"},
        {"REDIS_URL": "rediss://:pw@redis.example"},
        {"REDIS_URL": "rediss://:pw@redis.example/0?ssl_ca_certs=/etc/ca.pem&socket_keepalive=on"},
        {"STORAGE_URL": "file:///srv/files"},
        {"ENCRYPTION_KEYS": f"{PRODUCTION['SECRET_KEY']},{PRODUCTION['SECRET_KEY'][::-1]}"},  # step 1 of docs/keys.md
        {"STORAGE_URL": "s3://files?region_name=eu-west-3"},
    ],
)
def test_configuration_that_works_is_accepted(change: dict[str, str]) -> None:
    assert problems(**change) == []


@pytest.mark.parametrize(
    "name, value",
    [
        ("DATABASE_URL", "postgres://slipway:hidden#1@db/slipway"),
        ("DATABASE_URL", "postgres://slipway:hidden/1@db/slipway"),
        ("DATABASE_URL", "postgres://slipway:[hidden@db/slipway"),
        ("EMAIL_URL", "smtp://slipway:hidden/1@mail.example"),
        ("REDIS_URL", "redis://:hidden#@redis/0"),
    ],
)
def test_password_that_is_not_encoded_is_refused(name: str, value: str) -> None:
    assert problems(**{name: value}) == [
        f"{name} must be a URL in which special characters of the password are encoded, such as # as %23."
    ]


def test_bucket_without_its_packages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(production_services, "find_spec", lambda name: None if name == "storages" else importlib.util)

    (problem,) = problems(STORAGE_URL="s3://files")

    assert problem.startswith("STORAGE_URL can only be a bucket if the packages of requirements/production.txt")
