"""E-mails about a person's account. They are encrypted in the queue, because their links give access to it."""

import json

import msgspec
from msgspec import Struct

from accounts.ciphers import SecretKeyReplaced
from accounts.models import ACCOUNT_MAILS

ACCOUNT_MAIL = "account.mail"


class RenderedMail(Struct, frozen=True, kw_only=True):
    """An e-mail in the reader's language, ready to be sent."""

    subject: str
    text: str
    html: str


def encrypt_mail(mail: RenderedMail) -> str:
    """The e-mail as encrypted text, for the queue."""
    return ACCOUNT_MAILS.encrypt(json.dumps(msgspec.structs.asdict(mail)))


def decrypt_mail(encrypted: str) -> RenderedMail | None:
    """The e-mail that `encrypt_mail` encrypted; None if the portal's secret key has been replaced since then."""
    try:
        return msgspec.json.decode(ACCOUNT_MAILS.decrypt(encrypted), type=RenderedMail)
    except SecretKeyReplaced:
        return None
