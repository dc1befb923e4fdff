"""Signed URLs, each of which allows uploading the file of one entity for an hour."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from msgspec import Struct

GRANT_LIFETIME = timedelta(hours=1)
SIGNATURE, EXPIRY, NAME_PARAMETER = "sig", "se", "file"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class UploadGrant(Struct, frozen=True, kw_only=True):
    """The permission in a signed URL: an application may upload the file of an entity of a listing."""

    entity_id: UUID
    listing_id: UUID
    application_id: UUID


def upload_address(request: HttpRequest, grant: UploadGrant, *, now: datetime) -> str:
    """The signed URL for an upload, on UPLOAD_BASE_URL if it is set, otherwise on the host of the request.

    Clients may add `&file=<name>`.
    """
    base = settings.UPLOAD_BASE_URL or request.build_absolute_uri("/").rstrip("/")
    expiry = (now + GRANT_LIFETIME).astimezone(UTC).strftime(_TIME)
    signature = _signer(grant.entity_id, expiry).sign_object([grant.listing_id.hex, grant.application_id.hex])
    return f"{base}/file/{grant.entity_id}?{urlencode({SIGNATURE: signature, EXPIRY: expiry})}"


def grant_in(request: HttpRequest, entity_id: UUID, *, now: datetime) -> UploadGrant | None:
    """The permission in the URL of the request; None if it was tampered with, is for another entity, or has expired."""
    expiry = request.GET.get(EXPIRY, "")
    try:
        listing, application = _signer(entity_id, expiry).unsign_object(request.GET.get(SIGNATURE, ""))
        until = datetime.strptime(expiry, _TIME).replace(tzinfo=UTC)
    except (BadSignature, ValueError):
        return None
    if now >= until:
        return None
    return UploadGrant(entity_id=entity_id, listing_id=UUID(listing), application_id=UUID(application))


def _signer(entity_id: UUID, expiry: str) -> Signer:
    return Signer(salt=f"api.uploads {entity_id} {expiry}", sep=".")
