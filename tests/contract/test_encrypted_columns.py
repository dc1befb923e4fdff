"""Every column that contains encrypted secrets is registered, so that `manage.py reencrypt` forgets none."""

import re

import pytest
from django.apps import apps
from django.db import models

from accounts.encrypted_columns import all_encrypted_columns, encrypted_columns
from tests.contract.tree import GROUP, ROOT, imported_modules, syntax_tree, tracked

pytestmark = [pytest.mark.xdist_group(GROUP), pytest.mark.sqlite_is_enough]
SECRET_NAMES = re.compile(r"secret|seal|crypt|password|token|credential|private|seed|^data$")
# Columns with such names whose values are not encrypted.
NOT_ENCRYPTED = {
    "accounts.Invitation.token_hash": "a hash",
    "accounts.Person.password": "a hash",
    "accounts.SignInDomain.token": "published in the DNS",
    "allauth_idp_oidc.Client.data": "settings of a client",
    "allauth_idp_oidc.Client.secret": "a hash",
    "allauth_idp_oidc.Token.data": "claims; the token is a hash",
    "audit.EventErasure.seal_digest": "a digest",
    "operations.SecretErasure.secret_hash": "a hash",
    "trials.SandboxClient.secret_ending": "the last characters, for its owner",
    "usersessions.UserSession.data": "facts about a session",
}


def test_every_column_that_could_contain_a_secret_is_registered_or_explained() -> None:
    registered = {f"{row.model_label}.{column}" for row in all_encrypted_columns() for column in row.columns}
    suspicious = {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField | models.JSONField | models.BinaryField)
        and SECRET_NAMES.search(column.name)
    }

    assert suspicious - registered == set(NOT_ENCRYPTED)


def test_registered_columns_are_texts_or_json_with_keys() -> None:
    for registered in all_encrypted_columns():
        for column in registered.columns:
            is_json = isinstance(registered.rows().model._meta.get_field(column), models.JSONField)
            assert is_json == bool(registered.inside), registered.purpose


def test_every_value_is_encrypted_for_a_registered_column() -> None:
    """Only the registry encrypts. The key of a purpose comes from its text, so all of them must stay what they are."""
    users = {
        str(path)
        for path in tracked(".py")
        if path.parts[0] not in {"tests", "bench"} and {"cryptography.fernet"} & {*imported_modules(syntax_tree(path))}
    }
    encrypting = [
        str(path)
        for path in tracked(".py")
        if path.parts[0] not in {"tests", "bench"}
        and re.search(r"from accounts\.ciphers import .*\b(en|de)crypt\b", (ROOT / path).read_text())
    ]

    assert users == {"accounts/ciphers.py"}
    assert encrypting == ["accounts/encrypted_columns.py"]
    assert {registered.purpose for registered in all_encrypted_columns()} >= {
        "accounts.account-mail", "accounts.second-factor", "api.configure-request", "listings.lead-secret",
        "notices.webhook-secret", "reviews.product-account",
    }  # fmt: skip


def test_purpose_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        encrypted_columns("notices.Webhook", "secret", purpose="notices.webhook-secret")


def test_guide_to_keys_names_every_column() -> None:
    """It says how to replace a value that can't be read."""
    page = (ROOT / "docs" / "keys.md").read_text()

    assert [row.model_label for row in all_encrypted_columns() if f"`{row.model_label}`" not in page] == []
