"""Reads e-mails written by Django's file back end. Demo mode shows them, because it has no mail server."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from msgspec import Struct

_SEPARATOR = re.compile(rb"^-{79}\n", re.MULTILINE)
_MAIL_FILE = re.compile(r"[0-9A-Za-z-]+\.log")
_MAX_FILES = 500
_UNDATED = datetime.min.replace(tzinfo=UTC)


class StoredMail(Struct, frozen=True, kw_only=True):
    """An e-mail from a file. name is the file name and the position in the file: `20261120-083000-1234.log:0`."""

    name: str
    subject: str
    sender: str
    to: str
    at: datetime | None
    text: str


def stored_mails(folder: Path) -> list[StoredMail]:
    """The e-mails in the 500 most recently written files of the folder, newest first."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:_MAX_FILES]
    mails = [mail for path in files for mail in reversed(list(_mails_in(path)))]
    return sorted(mails, key=lambda mail: mail.at or _UNDATED, reverse=True)


def stored_mail(folder: Path, name: str) -> StoredMail | None:
    """The e-mail with this name; None if there is none."""
    file_name, _colon, place = name.partition(":")
    path = folder / file_name
    if not _MAIL_FILE.fullmatch(file_name) or not place.isdecimal() or not path.is_file():
        return None
    return next((mail for mail in _mails_in(path) if mail.name == name), None)


def _mails_in(path: Path) -> Iterator[StoredMail]:
    parts = [part for part in _SEPARATOR.split(path.read_bytes()) if part.strip()]
    for place, part in enumerate(parts):
        message = message_from_bytes(part, policy=policy.default)
        yield StoredMail(
            name=f"{path.name}:{place}",
            subject=str(message["subject"] or ""),
            sender=str(message["from"] or ""),
            to=str(message["to"] or ""),
            at=_date(message),
            text=_plain_text_of(message),
        )


def _date(message: EmailMessage) -> datetime | None:
    """The aware date of the e-mail; None if it has none. Django writes UTC as "-0000", which is parsed as naive."""
    at: datetime | None = getattr(message["date"], "datetime", None)
    return at.replace(tzinfo=at.tzinfo or UTC) if at else None


def _plain_text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""
