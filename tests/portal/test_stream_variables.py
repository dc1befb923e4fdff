"""The variables of streams of audit events and of the owner of the tables."""

import pytest

from portal.connections import owner_settings
from portal.environment import EnvironmentProblem, read_environment
from tests.portal.test_environment import PRODUCTION

pytestmark = pytest.mark.sqlite_is_enough
SECRET = "whsec_" + "c2VjcmV0" * 6


def problems(**variables: str) -> list[str]:
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment(variables)
    return caught.value.problems


def test_several_receivers_are_read() -> None:
    urls = ("syslog+tls://siem.example:6514?ca=/ca.pem", "syslog+udp://[::1]:514", "https://siem.example/events")

    environment = read_environment({"AUDIT_STREAM_URL": ", ".join(urls), "AUDIT_STREAM_SECRET": SECRET})

    assert (environment.audit_stream_url, environment.audit_stream_addresses) == (urls, False)
    assert read_environment({}).audit_stream_url == ()


@pytest.mark.parametrize(
    "url, reason",
    [
        ("tcp://siem.example:601", "must start with syslog+tls:"),
        ("siem.example", "must start with syslog+tls:"),
        ("https:///events", "must start with syslog+tls:"),
        ("syslog+tls://siem.example", "must have a port, for example"),
        ("syslog+tcp://siem.example:70000", "must have a port from 1 to 65535"),
        ("syslog+tcp://siem.example:x", "must have a port from 1 to 65535"),
        ("syslog+tcp://siem.example:0", "must have a port, for example"),
        ("syslog+tls://siem.example:6514?cafile=/ca.pem", "can only have ca, cert, key after the question mark"),
        ("https://siem.example, ftp://siem.example", "must start with syslog+tls:"),
    ],
)
def test_wrong_receivers_are_refused(url: str, reason: str) -> None:
    (problem,) = problems(AUDIT_STREAM_URL=url)

    assert problem.startswith(f"AUDIT_STREAM_URL {reason}")


@pytest.mark.parametrize("secret", ["secret", "whsec_c2hvcnQ=", "whsec_" + "!" * 40, "whsec_" + "a" * 100])
def test_wrong_secret_is_refused_without_repeating_it(secret: str) -> None:
    (problem,) = problems(AUDIT_STREAM_SECRET=secret)

    assert problem.startswith("AUDIT_STREAM_SECRET must be whsec_ followed by")
    assert secret not in problem


def test_production_needs_a_secret_for_requests_and_encryption() -> None:
    assert problems(**PRODUCTION, AUDIT_STREAM_URL="https://siem.example") == [
        "AUDIT_STREAM_SECRET must be set in production if AUDIT_STREAM_URL has an https: address."
    ]
    assert problems(**PRODUCTION, AUDIT_STREAM_URL="http://siem.example", AUDIT_STREAM_SECRET=SECRET) == [
        "AUDIT_STREAM_URL must start with https: in production."
    ]
    assert read_environment({**PRODUCTION, "AUDIT_STREAM_URL": "syslog+tcp://10.0.0.5:601"}).is_production


def test_owner_has_a_connection_of_its_own() -> None:
    environment = read_environment({**PRODUCTION, "DATABASE_OWNER_URL": "postgres://owner:pw@db/slipway"})

    settings = owner_settings(environment)
    assert settings is not None
    assert (settings["USER"], settings["NAME"], "pool" in settings["OPTIONS"]) == ("owner", "slipway", False)
    assert owner_settings(read_environment(PRODUCTION)) is None
