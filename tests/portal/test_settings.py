import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.contract.tree import ROOT
from tests.portal.test_environment import PRODUCTION

pytestmark = pytest.mark.sqlite_is_enough


def _manage(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    base = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**base, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_check_is_clean_in_production() -> None:
    done = _manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (1 silenced).\n"), done.stderr


def test_cookies_belong_to_the_host_in_production() -> None:
    parts = (line.partition(" = ") for line in _manage("diffsettings", "--all", **PRODUCTION).stdout.splitlines())
    values = {name.lstrip("# "): value.removesuffix("###").rstrip() for name, _, value in parts}
    shared = {
        name: [values[f"{name}_COOKIE_{word}"] for word in ("SECURE", "SAMESITE", "DOMAIN", "PATH")]
        for name in ("SESSION", "CSRF")
    }

    expected = ["True", "'Lax'", "None", "'/'"]
    assert shared == {"SESSION": expected, "CSRF": expected}
    assert values["SESSION_COOKIE_HTTPONLY"] == "True"
    names = [values[f"{name}_COOKIE_NAME"] for name in ("SESSION", "CSRF", "DEVICE")]
    assert names == ["'__Host-sessionid'", "'__Host-csrftoken'", "'__Host-device'"]


def test_start_stops_with_a_sentence_for_each_problem() -> None:
    done = _manage("check", MODE="production", DEBUG="on", PORT="8000")

    assert done.returncode == 1
    assert done.stderr.startswith("Slipway cannot start:\n  - ")
    assert "  - DEBUG must be off in production.\n" in done.stderr
    assert "Traceback" not in done.stderr


def test_responses_have_the_headers(client: Client) -> None:
    headers = client.get("/health/live").headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'", "'none'")
    assert (policy["script-src"], policy["style-src"], policy["object-src"]) == ("'self'", "'self'", "'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_every_app_is_installed_with_its_languages() -> None:
    assert len(settings.SLIPWAY_APPS) == 20
    assert [code for code, _ in settings.LANGUAGES] == ["en", "fr", "ja"]


def test_printed_page_is_the_documented_one() -> None:
    done = _manage("print_configuration")

    assert done.returncode == 0, done.stderr
    assert (ROOT / "docs" / "configuration.md").read_text() == done.stdout


def test_the_host_of_upload_addresses_is_allowed() -> None:
    done = _manage("diffsettings", UPLOAD_BASE_URL="https://files.example:8443/devaccount/")

    lines = dict(line.split(" = ", 1) for line in done.stdout.splitlines() if " = " in line)
    assert "'files.example'" in lines["ALLOWED_HOSTS"], done.stderr
    assert lines["UPLOAD_BASE_URL"].startswith("'https://files.example:8443/devaccount'")
