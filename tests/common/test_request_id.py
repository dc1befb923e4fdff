import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from django.test import Client

from common.logs import logging_configuration
from common.request_id import current_request_id, request_id
from tilekit import __version__


def test_request_gets_an_id_of_its_own(client: Client) -> None:
    first, second = (client.get("/health/live").headers["X-Request-ID"] for _ in range(2))

    assert len(first) == 32
    assert first != second
    assert current_request_id() == ""


@pytest.mark.parametrize("given", ["from-the-proxy-0001", "short", "with space in it", "x" * 65, "a\u0142ienated1"])
def test_id_of_a_proxy_is_kept_where_its_form_is_harmless(client: Client, given: str) -> None:
    sent = client.get("/health/live", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert (sent == given) == (given == "from-the-proxy-0001")


@contextmanager
def written() -> Iterator[list[dict[str, object]]]:
    """The lines that the process logs as JSON."""
    configuration = logging_configuration(log_format="json", level="INFO")
    formatter = configuration["formatters"]["structured"]
    handler = logging.StreamHandler()
    make = formatter.pop("()")
    handler.setFormatter(make(**formatter))
    handler.addFilter(configuration["filters"]["routes"]["()"]())
    lines: list[dict[str, object]] = []
    handler.emit = lambda record: lines.append(json.loads(handler.format(record)))  # type: ignore[method-assign]
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def test_log_lines_carry_the_id_and_hide_secrets() -> None:
    with written() as lines, request_id("request-12345"):
        structlog.get_logger("tests.request_id").info("signed in", person="p1", new_password="hunter2")
        logging.getLogger("tests.request_id").warning("from a package")

    ours, theirs = lines
    assert (ours["event"], ours["request_id"], ours["person"], ours["new_password"]) == (
        "signed in", "request-12345", "p1", "[hidden]",
    )  # fmt: skip
    assert (theirs["event"], theirs["request_id"], theirs["level"]) == ("from a package", "request-12345", "warning")
    assert (ours["version"], theirs["version"]) == (__version__, __version__)


KEY = "kx7-8f2d1c55a"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address, route",
    [
        (f"/accounts/password/reset/key/{KEY}/", "password/reset/key/"),
        (f"/accounts/password/reset/key/{KEY}", "/accounts/…"),
        (f"/accounts/confirm-email/{KEY}/", "confirm-email/"),
        (f"/nothing/{KEY}?token={KEY}", "/nothing/…"),
        (f"/dev/mail/{KEY}/", "mail/"),
    ],
)
def test_log_lines_of_a_request_name_its_route_and_no_key(client: Client, address: str, route: str) -> None:
    with written() as lines:
        client.get(address)

    ours = next(line for line in lines if line["event"] == "request")
    assert route in str(ours["route"])
    assert KEY not in json.dumps(lines)


def test_log_line_of_a_refused_form_names_its_route() -> None:
    client = Client(enforce_csrf_checks=True)

    with written() as lines:
        client.post(f"/accounts/password/reset/key/{KEY}/")

    assert {line["logger"] for line in lines} >= {"django.security.csrf", "slipway.request"}
    assert KEY not in json.dumps(lines)
