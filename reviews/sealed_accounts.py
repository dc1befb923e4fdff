"""Encrypts the secrets of test accounts. Nothing else in the portal reads or writes them."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import Struct

from accounts.ciphers import SecretKeyReplaced
from reviews.errors import AccountUnreadable
from reviews.models import ACCOUNT_SECRETS, ProductAccount


class AccountSecrets(Struct, frozen=True, kw_only=True):
    """The secret values of a test account. Its repr has none of them, because it can get into logs."""

    address: str = ""
    user_name: str = ""
    password: str = ""
    note: str = ""

    def __repr__(self) -> str:
        return "AccountSecrets(...)"


def sealed(account_id: UUID, secrets: AccountSecrets) -> str:
    """The encrypted values. They can only be decrypted for the same account."""
    return ACCOUNT_SECRETS.encrypt(msgspec.json.encode(secrets).decode(), row_id=account_id)


def unsealed(account: ProductAccount) -> AccountSecrets:
    """The values of an account that is not erased. Raises AccountUnreadable."""
    try:
        text = ACCOUNT_SECRETS.decrypt(account.sealed, row_id=account.pk)
    except SecretKeyReplaced as error:
        raise AccountUnreadable(account=account.label) from error
    return msgspec.json.decode(text, type=AccountSecrets)
