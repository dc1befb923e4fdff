import pytest

from common.secret_names import suggests_secret


@pytest.mark.parametrize(
    "name",
    [
        "password", "password1", "oldpassword", "new_password", "secret", "client_secret", "clientSecret", "_secret",
        "token", "accessToken", "Authorization", "Set-Cookie", "csrfmiddlewaretoken", "token_account", "tokens",
    ],
)  # fmt: skip
def test_names_of_secrets_are_recognised(name: str) -> None:
    assert suggests_secret(name)


@pytest.mark.parametrize(
    "name", ["monkey", "keyboard", "key", "token_count", "tokenCount", "cookie-count", "name", "author", "passenger"]
)
def test_other_names_are_not_secrets(name: str) -> None:
    assert not suggests_secret(name)
