"""E-mails about a person's account. They are encrypted in the queue, because their links give access to it."""

import json

import msgspec
from cryptography.fernet import InvalidToken
from msgspec import Struct

from accounts.ciphers import cipher_for

ACCOUNT_MAIL = "account.mail"
_PURPOSE = "accounts.account-mail"


class RenderedMail(Struct, frozen=True, kw_only=True):
    """An e-mail in the reader's language, ready to be sent."""

    subject: str
    text: str
    html: str


def encrypt_mail(mail: RenderedMail) -> str:
    """The e-mail as encrypted text, for the queue."""
    return cipher_for(_PURPOSE).encrypt(json.dumps(msgspec.structs.asdict(mail)).encode()).decode()


def decrypt_mail(encrypted: str) -> RenderedMail | None:
    """The e-mail that `encrypt_mail` encrypted; None if the portal's secret key has been replaced since then."""
    try:
        return msgspec.json.decode(cipher_for(_PURPOSE).decrypt(encrypted), type=RenderedMail)
    except InvalidToken:
        return None
