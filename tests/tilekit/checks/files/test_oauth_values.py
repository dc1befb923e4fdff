"""Values of a client that look like a fault but are not."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with
from tests.tilekit.checks.files.test_oauth import FILE, GOOD, with_client
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import listing


@pytest.mark.parametrize(
    "key,value",
    [
        ("token_url", "https://app.acme.example/oauth/token"),
        ("accessToken", "https://app.acme.example/oauth/token"),
        ("token_endpoint_auth_method", "none"),
        ("token_lifetime", 3600),
        ("password", False),
    ],
)
def test_a_key_that_only_mentions_tokens_holds_no_secret(key: str, value: object) -> None:
    assert findings_in(with_client(changed(GOOD, {f"/integration/{key}": value})), "OA") == []


@pytest.mark.parametrize("key", ["client_secret", "clientSecret", "secretKey", "access_token", "tokens", "api_key"])
def test_a_secret_is_found_under_each_of_its_keys(key: str) -> None:
    findings = findings_in(with_client(changed(GOOD, {f"/integration/{key}": "s3cret"})), "OA")

    assert [(one.code, one.pointer) for one in findings] == [("OA-019", f"/integration/{key}")]


@pytest.mark.parametrize(
    "host,is_test",
    [
        ("app.acme.dev", False),
        ("dev.to", False),
        ("www.stage.co", False),
        ("app.testim.io", False),
        ("staging.acme.co.uk", True),
        ("acme-dev.herokuapp.com", True),
        ("app.qa.acme.dev", True),
    ],
)
def test_a_registered_name_does_not_make_a_test_address(host: str, is_test: bool) -> None:
    client = with_client(changed(GOOD, {"/integration/redirect_uris": [f"https://{host}/callback"]}))

    assert len(findings_with(client, "OA-006")) == is_test


def test_a_client_is_not_to_take_the_words_that_the_title_is_to_lose() -> None:
    client = text_of(GOOD)
    bundle = listing(manifest={"/assets/oauth": FILE, "/tile/title": "Acme Widget for Datadog"}, files={FILE: client})

    assert [one.code for one in findings_in(bundle, "OA")] == []
