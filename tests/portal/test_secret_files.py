"""Secrets are read from files whose paths are in variables with the suffix _FILE."""

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from portal.connections import database_settings, email
from portal.doctor.variables import misspelt_variables
from portal.environment import (
    Environment,
    EnvironmentProblem,
    configuration_page,
    read_environment,
    secret_variables,
)
from tests.portal.test_environment import PRODUCTION

pytestmark = pytest.mark.sqlite_is_enough
# Variables whose names look like those of secrets, and that are none.
NO_SECRETS = {
    "ALLOW_UNREADABLE_SECRETS", "DEMO_PASSWORD", "API_TOKENS_PER_MINUTE", "PUBLIC_URL", "CONTENT_URL",
    "UPLOAD_BASE_URL", "PLATFORM_INSTALL_URL",
}  # fmt: skip


def problems(source: dict[str, str]) -> list[str]:
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment(source)
    return caught.value.problems


def test_every_secret_can_be_a_file(tmp_path: Path) -> None:
    production = {
        **PRODUCTION,
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "key",
        "REDIS_URL": "redis://redis/0",
    }
    secrets = {name: production[name] for name in secret_variables() if name in production}
    for name, value in secrets.items():
        (tmp_path / name).write_text(value + "\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in secrets}

    environment = read_environment({**{name: production[name] for name in production if name not in secrets}, **files})

    assert environment == read_environment(production)
    assert len(secrets) == 6


def test_keys_in_a_file_are_separated_by_commas(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("new, old\r\n")

    assert read_environment({"ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")}).encryption_keys == ("new", "old")


def test_password_of_the_database_is_not_decoded(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p%40/#s:s@\n")
    source = {"DATABASE_URL": "postgres://slipway@db/slipway", "DATABASE_PASSWORD_FILE": str(tmp_path / "password")}

    assert database_settings(read_environment(source))["PASSWORD"] == "p%40/#s:s@"


def test_address_in_a_file_reaches_django(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("smtps://ada:secret@mail.example\n")

    assert email(read_environment({"EMAIL_URL_FILE": str(tmp_path / "mail")}))["EMAIL_HOST_PASSWORD"] == "secret"


def test_empty_variable_is_not_set() -> None:
    assert read_environment({"SECRET_KEY_FILE": " ", "EMAIL_URL_FILE": ""}) == read_environment({})


def test_variable_and_file_must_not_both_be_set(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hidden")

    assert problems({"SECRET_KEY": "hidden", "SECRET_KEY_FILE": str(tmp_path / "key")}) == [
        "SECRET_KEY and SECRET_KEY_FILE must not both be set."
    ]


@pytest.mark.parametrize(
    "content, reason",
    [
        (None, "No such file or directory"),
        (b"", "The file is empty"),
        (b" \n", "The file is empty"),
        (b"\xff\xfe", "Not a text in UTF-8"),
        (b"k" * 70_000, "Too large"),
    ],
)
def test_file_that_cannot_be_used_is_explained(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)

    assert problems({"SECRET_KEY_FILE": str(path), "EMAIL_URL_FILE": str(tmp_path)}) == [
        f"SECRET_KEY_FILE must be the path of a file with the secret. {path}: {reason}.",
        f"EMAIL_URL_FILE must be the path of a file with the secret. {tmp_path}: Not a file.",
    ]


def test_file_that_cannot_be_read_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    path.write_text("hidden")

    def refuse(*_: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", refuse)  # root may read all files

    (problem,) = problems({"SECRET_KEY_FILE": str(path)})
    assert problem == f"SECRET_KEY_FILE must be the path of a file with the secret. {path}: Permission denied."


def test_wrong_value_in_a_file_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("mysql:hidden")

    (problem,) = problems({"DATABASE_URL_FILE": str(tmp_path / "url")})

    assert problem == "DATABASE_URL must start with postgres: or postgresql: or sqlite:."


def test_variables_with_names_of_secrets_are_declared_as_secrets() -> None:
    """Also addresses of services, which can contain a password."""
    names = {declared.name.upper() for declared in fields(Environment)}
    likely = {name for name in names if re.search(r"SECRET|KEYS?(_|$)|PASSWORD|TOKEN|DSN|_URL$", name)}

    assert likely - NO_SECRETS == set(secret_variables())


def test_page_names_the_files_of_secrets_only() -> None:
    assert re.findall(r"`(\w+)_FILE`", configuration_page()) == secret_variables()


def test_file_variables_are_not_taken_for_misspelt_ones() -> None:
    assert list(misspelt_variables({f"{name}_FILE": "x" for name in secret_variables()})) == []
    assert list(misspelt_variables({"SECRETKEY_FILE": "x"})) == [
        "SECRETKEY_FILE has no effect. Did you mean SECRET_KEY_FILE?"
    ]
