import json
import logging

import pytest
import structlog
from django.test import Client

from common.logs import logging_configuration
from common.request_id import current_request_id, request_id


def test_request_gets_an_id_of_its_own(client: Client) -> None:
    first, second = (client.get("/health/live").headers["X-Request-ID"] for _ in range(2))

    assert len(first) == 32
    assert first != second
    assert current_request_id() == ""


@pytest.mark.parametrize("given", ["from-the-proxy-0001", "short", "with space in it", "x" * 65, "a\u0142ienated1"])
def test_id_of_a_proxy_is_kept_where_its_form_is_harmless(client: Client, given: str) -> None:
    answered = client.get("/health/live", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert (answered == given) == (given == "from-the-proxy-0001")


def test_log_lines_carry_the_id_and_hide_secrets() -> None:
    configuration = logging_configuration(log_format="json", level="INFO")
    formatter = configuration["formatters"]["structured"]
    handler = logging.StreamHandler()
    make = formatter.pop("()")
    handler.setFormatter(make(**formatter))
    lines: list[str] = []
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    logger = logging.getLogger("tests.request_id")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

    with request_id("request-12345"):
        structlog.get_logger("tests.request_id").info("signed in", person="p1", new_password="hunter2")
        logger.warning("from a package")
    logger.removeHandler(handler)

    ours, theirs = (json.loads(line) for line in lines)
    assert (ours["event"], ours["request_id"], ours["person"], ours["new_password"]) == (
        "signed in", "request-12345", "p1", "[hidden]",
    )  # fmt: skip
    assert (theirs["event"], theirs["request_id"], theirs["level"]) == ("from a package", "request-12345", "warning")
