"""All documents of a listing at once."""

from contextlib import suppress
from uuid import UUID

from django.utils import timezone
from ninja import Router

from api.errors import Outdated
from api.etags import note_etag
from api.v1.bodies.sections import DocumentsShown, SentDocuments
from api.v1.etags import revision_etag, seen_in
from api.v1.listings import revision_for
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from api.v1.routes.headers import IfMatch
from common.errors import Stale
from files.errors import FileNotReadable
from listings.actions import save_sections
from listings.bundles import basics_of, documents_of_revision
from listings.models import Revision
from listings.moves.sections import Save
from tilekit.core.basics import kind_of
from tilekit.sections import SECTIONS
from validation.actions import renew_instant_findings

router = Router(tags=["Sections"])


@router.get("/{uuid:listing_id}/documents", response={200: DocumentsShown, **READS}, summary="Read all documents")
def read_documents(request: Call, listing_id: UUID) -> DocumentsShown:
    """The documents of all sections that this kind of listing has. The ETag header names the version of the draft."""
    return _shown(request, revision_for(request.actor, listing_id))


@router.put("/{uuid:listing_id}/documents", response={200: DocumentsShown, **WRITES}, summary="Replace documents")
def replace_documents(
    request: Call, listing_id: UUID, *, body: SentDocuments, if_match: IfMatch = None
) -> DocumentsShown:
    """Replace the documents of the sections that you send: a field that is left out is emptied.

    Sections that you do not send stay as they are, and so do fields that only our teams fill in. Either everything is
    stored, or nothing. With If-Match, the response is 412 if anything has changed since.
    """
    revision, now = revision_for(request.actor, listing_id), timezone.now()
    seen = seen_in(if_match, revision)
    stored = documents_of_revision(revision)
    saves = [
        Save(key=key, changes={**dict.fromkeys(stored[key].values if key in stored else ()), **sent})
        for key, sent in body.sections.items()
    ]
    try:
        save_sections(revision_id=revision.pk, saves=saves, seen=seen, by=request.actor, now=now)
    except Stale as stale:
        raise Outdated from stale
    revision = revision_for(request.actor, listing_id)
    with suppress(FileNotReadable):  # it is saved; the next call for findings runs the checks
        renew_instant_findings(revision, now=now)
    return _shown(request, revision)


def _shown(request: Call, revision: Revision) -> DocumentsShown:
    note_etag(request, revision_etag(revision))
    documents = documents_of_revision(revision)
    kind = kind_of(basics_of(revision.listing), documents)
    shown = {each.key: documents[each.key].values for each in SECTIONS if each.applies(kind)}
    return DocumentsShown(revision=revision.number, version=revision.version, sections=shown)
