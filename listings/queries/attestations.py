"""Queries about declarations that a partner must make to submit a listing."""

from collections.abc import Iterator, Mapping, Sequence

from listings.bundles import basics_of, documents_of_revision
from listings.models import Revision
from tilekit.core.basics import listing_kind
from tilekit.core.fields import Flag
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument


def open_attestations(revision: Revision) -> Mapping[str, Sequence[str]]:
    """{section key: fields} of required checkboxes that are not ticked. One query.

    Checkboxes for the organisation's agreements are left out. revision.listing must be loaded.
    """
    documents = documents_of_revision(revision)
    kind = listing_kind(basics_of(revision.listing), documents)
    found = {
        key: list(_unticked_boxes(document, kind))
        for key, document in documents.items()
        if type(document).applies(kind)
    }
    return {key: names for key, names in found.items() if names}


def _unticked_boxes(document: SectionDocument, kind: ListingKind) -> Iterator[str]:
    for name, field in document.fields.items():
        if isinstance(field, Flag) and field.is_missing(document.values, kind):
            yield name
