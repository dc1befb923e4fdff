import re
from inspect import signature
from pathlib import Path
from secrets import choice, token_hex, token_urlsafe
from string import digits

import pytest
from psycopg.pq import Conninfo, PGconn
from redis.connection import URL_QUERY_ARGUMENT_PARSERS, AbstractConnection, SSLConnection
from storages.backends.s3 import S3Storage

from accounts.staff_grants import StaffGrant, unknown_teams
from portal import mounts
from portal.environment import (
    Environment,
    EnvironmentProblem,
    PortalMode,
    configuration_page,
    read_environment,
)
from portal.key_strength import DEMO_SECRET_KEY, is_guessable
from portal.url_parameters import BUCKET_PARAMETERS, CHOICES, NUMBERS, REDIS_PARAMETERS, REDIS_TLS_PARAMETERS

pytestmark = pytest.mark.sqlite_is_enough
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "rE8dZq2vN5xJ0sWmK7bYtG4hUcL1fPaQ9oTiV3eRnBkX6yDwMu4Zj",
    "PUBLIC_URL": "https://partners.example",
    "ALLOWED_HOSTS": "partners.example",
    "DATABASE_URL": "postgres://slipway:pw@db/slipway",
    "EMAIL_URL": "smtp://mail.example:587?tls=1",
    "MAIL_FROM": "Slipway <slipway@partners.example>",
    "TRUSTED_PROXY_COUNT": "1",
}


def _problems(source: dict[str, str]) -> list[str]:
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment(source)
    return caught.value.problems


def test_empty_environment_is_the_demo() -> None:
    environment = read_environment({})

    assert (environment.mode, environment.debug, environment.port) == (PortalMode.DEMO, False, 8000)
    assert environment.data_dir == Path("var").resolve()
    assert environment.secret_key == DEMO_SECRET_KEY
    assert (environment.platform_name, environment.demo_password) == ("Datadog", "demo-slipway")


def test_values_are_typed() -> None:
    environment = read_environment(
        {"PORT": "8123", "DEBUG": "yes", "DATA_DIR": "/tmp/x", "ALLOWED_HOSTS": "a.example, b.example"}
    )
    rotated = read_environment({"SECRET_KEY": "c", "SECRET_KEY_FALLBACKS": "b,a"})

    assert (environment.port, environment.debug, environment.data_dir) == (8123, True, Path("/tmp/x").resolve())
    assert environment.allowed_hosts == ("a.example", "b.example")
    assert rotated.secret_key_fallbacks == ("b", "a")


def test_every_problem_is_told_at_once() -> None:
    problems = _problems({"PORT": "many", "MODE": "prod", "TIME_ZONE": "Mars/Olympus", "REDIS_URL": "http://x"})

    assert [problem.split()[0] for problem in problems] == ["MODE", "PORT", "REDIS_URL", "TIME_ZONE"]
    assert "PORT must be a whole number from 1 to 65535. Its value is 'many'." in problems


@pytest.mark.parametrize(
    "name, value",
    [
        ("PORT", "0"),
        ("DEBUG", "maybe"),
        ("DATABASE_URL", "mysql://x"),
        ("STORAGE_URL", "ftp://x"),
        ("EMAIL_URL", "imap://x"),
        ("PLATFORM_INSTALL_URL", "javascript:x"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("REQUIRE_STAFF_MFA", "maybe"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("OIDC_ISSUERS", "token.example"),
        ("OIDC_ISSUERS", "https://token.example/"),
        ("OIDC_ISSUERS", "https://token.example, ftp://token.example"),
        ("OIDC_ISSUERS", "https://user:password@token.example"),
        ("OIDC_ISSUERS", "https://token.example:99999"),
        ("OIDC_ISSUERS", "https://token .example"),
        ("STAFF_ISSUER", "https://login.platform.example:abc"),
        ("WORKER_NAME", "w" * 81),
        ("WORKER_NAME", "host:1"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://partners.example:99999"),
        ("PUBLIC_URL", "https://partners.example:abc"),
        ("PUBLIC_URL", "https://user:password@partners.example"),
        ("PUBLIC_URL", "https://[::1"),
        ("CONTENT_URL", "https://content.example:99999"),
        ("PLATFORM_INSTALL_URL", "https://app.example/install {integration_id}"),
        ("PLATFORM_INSTALL_URL", "https://app.example/install/{app_id}"),
        ("PLATFORM_INSTALL_URL", "https://app.example/install/{{integration_id}}"),
        ("ALLOWED_HOSTS", "https://partners.example"),
        ("ALLOWED_HOSTS", "partners.example:443"),
        ("API_HOSTS", "api.example/"),
        ("HOST", "0.0.0.0:8000"),
        ("HOST", "http://0.0.0.0"),
        ("SECURITY_CONTACT", "mailto:"),
        ("SECURITY_CONTACT", "https://"),
        ("DATABASE_OWNER_URL", "postgres://owner:hidden#1@db/slipway"),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: str) -> None:
    (problem,) = _problems({name: value})

    assert problem.startswith(f"{name} must ")


@pytest.mark.parametrize(
    "name, value",
    [
        ("DATABASE_URL", "postgres://slipway@db/slipway?sslmode=require&{}=require"),
        ("DATABASE_URL", "sqlite:////srv/slipway.sqlite3?{}=5"),
        ("DATABASE_OWNER_URL", "postgresql://owner@db/slipway?{}=require"),
        ("STORAGE_URL", "s3://files?{}=eu-west-3"),
        ("STORAGE_URL", "file:///srv/files?{}=x"),
        ("REDIS_URL", "redis://redis/0?{}=2"),
        ("EMAIL_URL", "smtp://mail.example?{}=1&tls=1"),
    ],
)
def test_unknown_parameter_of_an_address_is_refused(name: str, value: str) -> None:
    assert _problems({name: value.format("wrong")}) == [
        f"{name} has unknown parameters after the question mark: wrong."
    ]
    assert _problems({name: value.format("")}) == [
        f"{name} must have pairs such as name=value after the question mark."
    ]


@pytest.mark.parametrize(
    "name, value, allowed, parameter",
    [
        ("DATABASE_URL", "postgres://a:b@db/c?sslmode=requir", f"one of {', '.join(CHOICES['sslmode'])}", "sslmode"),
        ("DATABASE_OWNER_URL", "postgres://a@db/c?connect_timeout=2s", "a whole number", "connect_timeout"),
        ("REDIS_URL", "rediss://redis/0?ssl_cert_reqs=yes", "one of none, optional, required", "ssl_cert_reqs"),
        ("STORAGE_URL", "s3://files?addressing_style=p", "one of auto, path, virtual", "addressing_style"),
        ("EMAIL_URL", "smtp://mail.example:587?tls=true", "one of 0, 1", "tls"),
    ],
)
def test_wrong_value_of_a_parameter_is_refused(name: str, value: str, allowed: str, parameter: str) -> None:
    assert _problems({name: value}) == [f"{name} must have {allowed} for the parameter {parameter}."]


@pytest.mark.parametrize("name", sorted(CHOICES.keys() | NUMBERS))
def test_values_of_a_parameter_are_those_of_the_client(name: str) -> None:
    """The client of PostgreSQL reads all values before it connects."""
    if name not in {option.keyword.decode() for option in Conninfo.get_defaults()}:
        pytest.skip("no parameter of PostgreSQL, or one of a later client")

    def is_refused(value: str) -> bool:
        message = PGconn.connect(f"host=127.0.0.1 port=1 sslmode=require {name}={value}".encode()).error_message
        return bool(re.search(rb'invalid "?\w+"? (value|number)|must be an integer', message))

    assert [value for value in CHOICES.get(name, ("1",)) if is_refused(value)] == []
    assert is_refused("wrong")


def test_parameters_are_those_of_the_clients() -> None:
    storage = S3Storage()
    tls = set(signature(SSLConnection.__init__).parameters)
    plain = {*URL_QUERY_ARGUMENT_PARSERS, *signature(AbstractConnection.__init__).parameters}

    assert {name for name in BUCKET_PARAMETERS if not hasattr(storage, name)} == set()
    assert (REDIS_TLS_PARAMETERS - tls, REDIS_PARAMETERS - plain) == (set(), set())


def test_scheme_and_host_of_an_address_are_lower_case() -> None:
    assert read_environment({"PUBLIC_URL": "HTTPS://Partners.Example/?"}).public_url == "https://partners.example/"


def test_secrets_are_not_repeated_in_a_problem() -> None:
    (problem,) = _problems({"DATABASE_URL": "mysql://slipway:hidden@db/x"})

    assert "hidden" not in problem


def test_complete_production_is_accepted() -> None:
    assert read_environment(PRODUCTION).is_production


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"MODE", "TRUSTED_PROXY_COUNT"}))
def test_production_says_what_is_missing(name: str) -> None:
    (problem,) = _problems({**PRODUCTION, name: ""})

    assert problem.startswith(f"{name} must be set in production: ")


@pytest.mark.parametrize(
    "change, expected",
    [
        (
            {"SECRET_KEY": DEMO_SECRET_KEY},
            "SECRET_KEY, SECRET_KEY_FALLBACKS and ENCRYPTION_KEYS must not contain the demo key in production.",
        ),
        (
            {"SECRET_KEY_FALLBACKS": f"older,{DEMO_SECRET_KEY}"},
            "SECRET_KEY, SECRET_KEY_FALLBACKS and ENCRYPTION_KEYS must not contain the demo key in production.",
        ),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters in production."),
        ({"DEBUG": "on"}, "DEBUG must be off in production."),
        ({"OIDC_ISSUERS": "http://127.0.0.1:9"}, "OIDC_ISSUERS must start with https: in production."),
    ],
)
def test_production_refuses_what_only_the_demo_may_have(change: dict[str, str], expected: str) -> None:
    assert _problems({**PRODUCTION, **change}) == [expected]


_ADDRESSES = ["PUBLIC_URL", "UPLOAD_BASE_URL", "CSRF_TRUSTED_ORIGINS", "OIDC_ISSUERS", "PLATFORM_INSTALL_URL"]


@pytest.mark.parametrize("name", _ADDRESSES)
def test_production_refuses_addresses_without_encryption(name: str) -> None:
    assert _problems({**PRODUCTION, name: "http://partners.example"}) == [
        f"{name} must start with https: in production."
    ]


@pytest.mark.parametrize("sender", ["Slipway <slipway@localhost>", "root@box.localdomain", "Slipway"])
def test_production_refuses_local_senders(sender: str) -> None:
    assert _problems({**PRODUCTION, "MAIL_FROM": sender}) == [
        "MAIL_FROM must be an address of your domain, for example Slipway <slipway@partners.example>."
    ]


def test_production_refuses_several_web_processes_without_redis() -> None:
    assert _problems({**PRODUCTION, "WEB_PROCESSES": "2"}) == [
        "REDIS_URL must be set in production if WEB_PROCESSES is more than 1."
    ]
    assert read_environment({**PRODUCTION, "WEB_PROCESSES": "2", "REDIS_URL": "redis://redis:6379/0"}).is_production


def test_production_refuses_sqlite_with_redis_on_another_host() -> None:
    sqlite = {**PRODUCTION, "DATABASE_URL": "sqlite:////srv/slipway.sqlite3"}

    (problem,) = _problems({**sqlite, "REDIS_URL": "redis://cache.example:6379/0"})

    assert problem.startswith("DATABASE_URL must be PostgreSQL in production if Redis runs on another host")
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert read_environment({**sqlite, "REDIS_URL": f"redis://{host}:6379/0"}).is_production


def test_production_refuses_sqlite_in_a_folder_of_several_hosts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mountinfo").write_text(
        "22 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n"
        "90 22 0:50 / /srv/team\\040data rw shared:9 - nfs4 files:/export rw\n"
    )
    monkeypatch.setattr(mounts, "_MOUNT_TABLE", tmp_path / "mountinfo")

    (problem,) = _problems({**PRODUCTION, "DATABASE_URL": "sqlite:////srv/team%20data/here/slipway.sqlite3"})

    assert problem.startswith("DATABASE_URL must be PostgreSQL in production if several hosts can mount its folder")
    assert read_environment({**PRODUCTION, "DATABASE_URL": "sqlite:////srv/slipway.sqlite3"}).is_production


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_production_refuses_half_of_a_key(name: str) -> None:
    assert _problems({**PRODUCTION, name: "key"}) == [
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together."
    ]


GUESSABLE_KEYS = [
    "x" * 50,
    "changeme" * 8,
    "kelp-forest-" * 6,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "please-change-this-before-you-go-to-production-thank-you",
]


@pytest.mark.parametrize("key", GUESSABLE_KEYS)
def test_production_refuses_keys_that_are_not_random(key: str) -> None:
    assert _problems({**PRODUCTION, "SECRET_KEY": key}) == [
        "SECRET_KEY must be random in production, for example from `openssl rand -base64 48`."
    ]


def test_random_keys_are_accepted() -> None:
    keys = [make(50) for make in (token_hex, token_urlsafe) for _ in range(200)]
    keys += ["".join(choice(digits) for _ in range(50)) for _ in range(200)]

    assert [key for key in keys if is_guessable(key)] == []


def test_page_names_every_variable_and_no_key() -> None:
    page = configuration_page()

    for name in Environment.__dataclass_fields__:
        assert f"| `{name.upper()}` |" in page
    assert DEMO_SECRET_KEY not in page


STAFF = {
    "STAFF_ISSUER": "https://login.platform.example/",
    "STAFF_CLIENT_ID": "slipway",
    "STAFF_CLIENT_SECRET": "secret",
    "STAFF_GROUPS": "admins=admin; cn=docs,ou=x=reviewer:documentation, lead:commercial",
}


def test_groups_of_staff_are_read() -> None:
    environment = read_environment({**PRODUCTION, **STAFF})

    assert environment.staff_issuer == "https://login.platform.example/"
    assert environment.staff_groups == {
        "admins": (StaffGrant(role="admin"),),
        "cn=docs,ou=x": (
            StaffGrant(role="reviewer", team="documentation"),
            StaffGrant(role="lead", team="commercial"),
        ),
    }
    assert list(unknown_teams(environment.staff_groups, ["documentation"])) == ["commercial"]


@pytest.mark.parametrize(
    "change, problem",
    [
        ({"STAFF_ISSUER": "http://login.platform.example"}, "STAFF_ISSUER must be an address such as"),
        ({"STAFF_ISSUER": "http://localhost:1"}, "STAFF_ISSUER must start with https: in production."),
        ({"STAFF_ISSUER": ""}, "STAFF_ISSUER must be set if"),
        ({"STAFF_CLIENT_SECRET": ""}, "STAFF_CLIENT_SECRET must be set if"),
        ({"STAFF_GROUPS": "admins=owner"}, "STAFF_GROUPS has an unknown role: owner."),
        ({"STAFF_GROUPS": "admins=reviewer"}, "STAFF_GROUPS has an unknown role: reviewer."),
        ({"STAFF_GROUPS": "admins"}, "STAFF_GROUPS must be pairs such as"),
    ],
)
def test_provider_of_staff_that_cannot_work_is_refused(change: dict[str, str], problem: str) -> None:
    (message,) = _problems({**PRODUCTION, **STAFF, **change})

    assert message.startswith(problem)
