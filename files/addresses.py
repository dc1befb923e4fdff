"""The addresses of uploaded files. All pages get them here.

If CONTENT_URL is set, they lead there. Browsers send no cookie to that host, so each address has a key: a signature for
one file of one listing, which expires. Addresses stay the same for a while, so that browsers can cache what they load.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

KEY = "key"
KEY_WINDOW = timedelta(hours=6)  # an address changes after it, and works for one to two of them
_signer = Signer(salt="files.addresses")


def file_address(listing_id: UUID, sha256: str, *, width: int | None = None, download_as: str = "") -> str:
    """The address of a file of a listing: of its copy with this width, or of a download under this name.

    Whoever has the address can read the file until the key expires, so show it only to people who may see the file.
    """
    words = [listing_id, sha256] if width is None else [listing_id, sha256, width]
    path = reverse("files:file" if width is None else "files:rendition", args=words)
    query = f"download&name={quote(download_as)}" if download_as else ""
    return signed(path, listing_id, sha256, query=query) if settings.CONTENT_URL else f"{path}?{query}".rstrip("?")


def signed(path: str, listing_id: UUID, sha256: str, *, query: str) -> str:
    """The address of a path of a file on CONTENT_URL, with a key."""
    key = f"{KEY}={_key(listing_id, sha256, _expiry(timezone.now()))}"
    return f"{settings.CONTENT_URL}{path}?{'&'.join(filter(None, (query, key)))}"


def key_expiry(listing_id: UUID, sha256: str, key: str) -> datetime | None:
    """When the key expires; None if it has expired, or is not a key for this file of this listing."""
    number = key.partition(":")[0]
    try:
        _signer.unsign(f"{_subject(listing_id, sha256)}{key}")
        expires_at = datetime.fromtimestamp(int(number), UTC)
    except (BadSignature, ValueError):
        return None
    return expires_at if timezone.now() < expires_at else None


def _key(listing_id: UUID, sha256: str, expires_at: datetime) -> str:
    subject = _subject(listing_id, sha256)
    return _signer.sign(f"{subject}{expires_at.timestamp():.0f}").removeprefix(subject)


def _subject(listing_id: UUID, sha256: str) -> str:
    return f"{listing_id}/{sha256}/"


def _expiry(now: datetime) -> datetime:
    """The end of the window after the one in which this time is."""
    window = KEY_WINDOW.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // window + 2) * window, UTC)
