"""Durable IDs and schema URLs. Both are opaque strings for clients; schema URLs are never opened."""

import re
from uuid import UUID

from msgspec import Struct

SCHEMA_HOST = "https://schema.mp.microsoft.com"
WORD = re.compile(r"[a-z][a-z0-9-]{0,59}", re.ASCII)
_LABEL = re.compile(r"https?://[^/\s]+/schema/([^/\s]+)/([^/\s]+)/?", re.IGNORECASE | re.ASCII)
_PART = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


# The form of an ID in responses. Clients validate it.
ID_PATTERN = f"[a-z][a-z0-9-]{{0,59}}/{_UUID.pattern}(/{_PART.pattern})?"
_IN_PATH = re.compile(f"(?<=/){ID_PATTERN}(?=/|$)", re.ASCII)
_STATUS = "/status"  # the end of a path, not a part of an ID


class DurableId(Struct, frozen=True):
    """A durable ID: `word/product`, or `word/product/part` for types of which a product can have several."""

    word: str
    product: UUID
    part: str = ""

    def __str__(self) -> str:
        return "/".join(filter(None, (self.word, str(self.product), self.part)))


def durable_id(text: str) -> DurableId | None:
    """Parse a durable ID, ignoring case; None if the text is not one."""
    word, _slash, rest = text.strip().strip("/").lower().partition("/")
    product, slash, part = rest.partition("/")
    if not WORD.fullmatch(word) or not _UUID.fullmatch(product) or (slash and not _PART.fullmatch(part)):
        return None
    return DurableId(word, UUID(product), part)


def id_in_path(path: str) -> str:
    """The durable ID that a path ends with; "" if there is none."""
    matches = [*_IN_PATH.finditer(path.lower().rstrip("/").removesuffix(_STATUS))]
    return matches[-1][0] if matches else ""


def id_of_request(request_id: object) -> str:
    """The durable ID of a configure request, for errors about resources that have none."""
    return f"configure/{request_id}"


def word_of(label: str) -> str:
    """The resource type in a schema URL, in lower case; "" for any other text."""
    match = _LABEL.fullmatch(label.strip())
    return match[1].lower() if match else ""


def schema_url(word: str, version: str) -> str:
    """The schema URL of a resource type, for responses."""
    return f"{SCHEMA_HOST}/schema/{word}/{version}"
