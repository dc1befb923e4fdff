"""`tilekit oauth` without a portal: what it needs, and what it refuses to send."""

from collections.abc import Iterator
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from tilekit.commands import main
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.oauth import CLIENT_VARIABLE, SECRET_VARIABLE, credentials_in
from tilekit.commands.oauth.service import Service, service_of
from tilekit.commands.oauth.sign_in import OAuthClientSettings, OAuthSignIn

pytestmark = pytest.mark.sqlite_is_enough
PORTAL = "http://127.0.0.1:9"  # nothing listens there
SETTINGS = OAuthClientSettings(portal=PORTAL, client_id="northquay", secret="s3cret")
SITE = f"{PORTAL}/oauth-trials/northquay/us1"


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_details: object) -> None:
        return None


@pytest.fixture
def service() -> Iterator[Service]:
    with service_of(SETTINGS, 0) as service:
        thread = Thread(target=service.serve_one_sign_in, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.is_complete = bool(service.is_complete)
            thread.join(timeout=10)


def answer(url: str) -> tuple[int, str, str]:
    """(status, Location, body)."""
    try:
        with build_opener(_NoRedirects).open(url, timeout=10) as response:
            return response.status, "", response.read().decode()
    except HTTPError as error:
        return error.code, error.headers.get("Location", ""), error.read().decode()


def test_browser_is_sent_to_the_consent_page_with_pkce(service: Service) -> None:
    status, location, _body = answer(f"{service.onboarding_url}?domain=x&site={SITE}")

    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert (status, location.partition("?")[0]) == (302, f"{SITE}/oauth2/v1/authorize")
    assert query["redirect_uri"] == service.redirect_uri
    assert (query["code_challenge_method"], len(query["code_challenge"])) == ("S256", 43)
    assert len(query["state"]) >= 43
    assert "s3cret" not in location


@pytest.mark.parametrize(
    "site", ["https://evil.example", "http://127.0.0.1:9.evil.example/x", "", "https://127.0.0.1:9"]
)
def test_site_of_another_server_gets_nothing(service: Service, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, location, body = answer(f"{service.onboarding_url}?domain=x&site={site}")

    assert (status, location) == (400, "")
    assert "Nothing was sent." in body
    assert answer(f"{service.redirect_uri}?code=x&state=y")[0] == 404  # there is no sign-in to continue


@pytest.mark.parametrize(
    "query,problem",
    [
        ({"code": "x"}, "The browser came back with another state"),
        ({"code": "x", "state": "other"}, "The browser came back with another state"),
        ({"state": "mine", "error": "access_denied"}, "access_denied"),
        ({"state": "mine"}, "?"),
    ],
)
def test_answer_without_code_or_state_ends_the_flow(query: dict[str, str], problem: str) -> None:
    sign_in = OAuthSignIn(settings=SETTINGS, redirect_uri="http://127.0.0.1:1/callback", site=SITE, state="mine")

    steps = list(sign_in.steps_after_consent(query))

    assert len(steps) == 1
    assert problem in str(getattr(steps[0].problem, "id", steps[0].problem))


def test_portal_that_does_not_answer_is_a_failed_step() -> None:
    sign_in = OAuthSignIn(settings=SETTINGS, redirect_uri="http://127.0.0.1:1/callback", site=SITE, state="mine")

    steps = list(sign_in.steps_after_consent({"state": "mine", "code": "x"}))

    assert [bool(step.problem) for step in steps] == [False, True]


def test_credentials_come_from_options_and_the_environment() -> None:
    assert credentials_in("named", {SECRET_VARIABLE: " s "}) == ("named", "s")
    assert credentials_in(None, {SECRET_VARIABLE: "s", CLIENT_VARIABLE: "id"}) == ("id", "s")
    with pytest.raises(UsageError, match=SECRET_VARIABLE):
        credentials_in("named", {})


def test_port_in_use_is_a_usage_error(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "s")

    code = main(["oauth", "--portal", PORTAL, "--client-id", "id", "--port", str(service.server_port)])

    assert code == 2
    assert "cannot be used" in capsys.readouterr().err
