"""CONTENT_URL is refused if its host shares cookies with the portal, and otherwise known to policies and hosts."""

import json
import os
import subprocess
import sys

import pytest

from portal.environment import EnvironmentProblem, read_environment
from tests.contract.tree import ROOT
from tests.portal.test_environment import PRODUCTION

pytestmark = pytest.mark.sqlite_is_enough
_SETTINGS = """
import json
from portal.settings import *
policy = CONTENT_SECURITY_POLICY["DIRECTIVES"]
print(json.dumps([ALLOWED_HOSTS, policy["img-src"], policy["media-src"], CSRF_TRUSTED_ORIGINS]))
"""


def problems(source: dict[str, str]) -> list[str]:
    try:
        read_environment(source)
    except EnvironmentProblem as caught:
        return caught.problems
    return []


@pytest.mark.parametrize(
    "value",
    [
        "https://content.example/", "https://content.example/files", "https://content.example?a", "content.example",
        "ftp://content.example", "https://", "https://a@content.example", "https://content.example; script-src *",
        "https://*.example", "https://content.example:port", "https://contént.example",
    ],
)  # fmt: skip
def test_what_is_not_an_origin_is_refused(value: str) -> None:
    (problem,) = problems({"CONTENT_URL": value})

    assert problem.startswith("CONTENT_URL must be an address without a path, such as https://content.example.")


@pytest.mark.parametrize(
    "change, start",
    [
        ({"CONTENT_URL": "https://partners.example"}, "CONTENT_URL must have a host of its own: partners.example"),
        ({"CONTENT_URL": "https://Partners.Example:8443"}, "CONTENT_URL must have a host of its own: partners.example"),
        (
            {"CONTENT_URL": "https://api.example", "API_HOSTS": "API.example"},
            "CONTENT_URL must have a host of its own: api.example",
        ),
        (
            {"CONTENT_URL": "https://up.example", "UPLOAD_BASE_URL": "https://up.example/a"},
            "CONTENT_URL must have a host of its own: up.example",
        ),
        (
            {
                "CONTENT_URL": "https://company.example",
                "PUBLIC_URL": "https://partners.company.example",
                "ALLOWED_HOSTS": ".company.example",
            },
            "CONTENT_URL must not be the domain of PUBLIC_URL: company.example could set cookies",
        ),
        ({"CONTENT_URL": "http://content.example"}, "CONTENT_URL must start with https: in production."),
    ],
)
def test_hosts_that_share_cookies_are_refused(change: dict[str, str], start: str) -> None:
    (problem,) = problems({**PRODUCTION, **change})

    assert problem.startswith(start)


def test_the_demo_refuses_its_own_host_and_accepts_another() -> None:
    assert len(problems({"CONTENT_URL": "http://127.0.0.1:9000"})) == 1
    assert problems({"CONTENT_URL": "http://localhost:8000"}) == problems({"CONTENT_URL": ""}) == []
    assert problems({**PRODUCTION, "CONTENT_URL": "https://content.example"}) == []


@pytest.mark.parametrize("content_url", ["https://content.example", ""])
def test_pages_may_load_files_from_it_and_forms_may_not_come_from_it(content_url: str) -> None:
    environ = {"PATH": os.environ["PATH"], **PRODUCTION, "CONTENT_URL": content_url}
    run = [sys.executable, "-c", _SETTINGS]
    done = subprocess.run(run, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    hosts, pictures, videos, form_origins = json.loads(done.stdout)
    sources = ["'self'", content_url] if content_url else ["'self'"]

    assert (pictures, videos) == ([*sources, "data:"], sources)
    assert ("content.example" in hosts) is bool(content_url)
    assert form_origins == ["https://partners.example"]
