"""All documents of a listing at once."""

from django.utils import timezone
from ninja import Router

from api.bearer import ApiRequest
from api.errors import Outdated
from api.surfaces import set_etag
from api.v1.bodies.sections import DocumentsBody, SentDocuments, SetAsideBody
from api.v1.etags import draft_version_in, revision_etag
from api.v1.listings import open_or_newest_revision
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.headers import IfMatch
from api.v1.routes.ids import ListingId
from api.v1.section_types import assert_types, changed_values
from common.actor import Actor
from common.errors import Stale
from listings.actions import save_sections
from listings.content.bundles import split_of_revision
from listings.models import Revision
from listings.writes.clean_input import assert_may_fill_in
from listings.writes.merged_saves import Save
from tilekit.core.section import Values
from tilekit.sections import SECTIONS, section_of

router = Router(tags=["Sections"])


@router.get("/{uuid:listing_id}/documents", response={200: DocumentsBody, **READ_ERRORS}, summary="Read all documents")
def read_documents(request: ApiRequest, listing_id: ListingId) -> DocumentsBody:
    """The documents of all sections for this type of listing.

    The ETag header contains the version of the draft.
    """
    return _documents_body(request, open_or_newest_revision(request.actor, listing_id))


@router.put("/{uuid:listing_id}/documents", response={200: DocumentsBody, **WRITE_ERRORS}, summary="Replace documents")
def replace_documents(
    request: ApiRequest, listing_id: ListingId, *, body: SentDocuments, if_match: IfMatch = None
) -> DocumentsBody:
    """Replace the documents of the sections that you send. Fields that you leave out are cleared.

    Sections that you leave out stay unchanged, and so do values that are set aside and fields that only the portal or
    our teams can fill in. A new value for such a field is refused. If one value cannot be stored, nothing is stored.
    With If-Match, the response is 412 if the draft has changed since you read it.
    """
    revision, now = open_or_newest_revision(request.actor, listing_id), timezone.now()
    seen = draft_version_in(if_match, revision)
    applied = {key: document.values for key, document in split_of_revision(revision).documents.items()}
    assert_types(body.sections, applied)
    saves = [_replacement(key, sent, applied[key], by=request.actor) for key, sent in body.sections.items()]
    try:
        save_sections(revision_id=revision.pk, saves=saves, seen=seen, by=request.actor, now=now)
    except Stale as stale:
        raise Outdated from stale
    revision = open_or_newest_revision(request.actor, listing_id)
    return _documents_body(request, revision)


def _replacement(key: str, sent: Values, stored: Values, *, by: Actor) -> Save:
    """The changes that make the section consist of the sent values."""
    changes = changed_values(sent, stored)
    assert_may_fill_in(key, changes, stored, by=by)
    cleared: Values = {name: None for name in section_of(key).fields if name in stored and name not in sent}
    return Save(key=key, changes={**cleared, **changes})


def _documents_body(request: ApiRequest, revision: Revision) -> DocumentsBody:
    set_etag(request, revision_etag(revision))
    found = split_of_revision(revision)
    sections = {each.key: found.documents[each.key].values for each in SECTIONS if each.applies(found.kind)}
    return DocumentsBody(
        revision=revision.number,
        version=revision.version,
        sections=sections,
        set_aside=SetAsideBody.listed(found.set_aside),
    )
