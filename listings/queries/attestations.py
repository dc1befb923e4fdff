"""Queries about declarations that a partner must make to submit a listing."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from listings.content.bundles import basics_of, documents_of_revision
from listings.lifecycle.registry import Reason, Reasons, box_conditions
from listings.models import Revision, Section
from listings.states.revision_states import EDITABLE
from tilekit.core.basics import listing_kind
from tilekit.core.fields import Flag
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS


def open_attestations(revision: Revision) -> Mapping[str, Sequence[str]]:
    """{section key: fields} of required checkboxes that are not ticked. One query.

    Checkboxes for the organisation's agreements are left out. revision.listing must be loaded.
    """
    documents = documents_of_revision(revision)
    kind = listing_kind(basics_of(revision.listing), documents)
    unticked = {
        key: list(_unticked_boxes(document, kind))
        for key, document in documents.items()
        if type(document).applies(kind)
    }
    return {key: names for key, names in unticked.items() if names}


def _unticked_boxes(document: SectionDocument, kind: ListingKind) -> Iterator[str]:
    for name, field in document.fields.items():
        if isinstance(field, Flag) and field.is_missing(document.values, kind):
            yield name


_CONDITIONS = {
    (section.key, name): field.condition
    for section in SECTIONS
    for name, field in section.fields.items()
    if isinstance(field, Flag) and field.condition
}


def box_reason(revision: Revision, key: str, name: str, *, is_ticked: bool = False) -> Reason | None:
    """The reason why the checkbox can't be true for the organisation; None if it can. revision.listing is loaded."""
    condition = _CONDITIONS.get((key, name))
    return box_conditions[condition](revision.listing.organisation_id, is_ticked=is_ticked) if condition else None


def untrue_boxes(revisions: Sequence[Revision]) -> Mapping[UUID, Reasons]:
    """{revision ID: reasons why ticked checkboxes that apply can't be true}. One query if none is ticked."""
    drafts = {revision.pk: revision for revision in revisions if revision.state in EDITABLE}
    rows = Section.objects.filter(revision__in=drafts, key__in={key for key, _name in _CONDITIONS}, scope="")
    reasons_of: dict[UUID, list[Reason]] = {revision.pk: [] for revision in revisions}
    for row in rows:
        for key, name in _CONDITIONS:
            if key == row.key and row.document.get(name) is True:
                reasons_of[row.revision_id] += _untrue(drafts[row.revision_id], key, name)
    return {pk: tuple(reasons) for pk, reasons in reasons_of.items()}


def _untrue(revision: Revision, key: str, name: str) -> list[Reason]:
    reason = box_reason(revision, key, name, is_ticked=True)
    if reason is None:
        return []
    documents = documents_of_revision(revision)
    field = documents[key].fields[name]
    return [reason] if field.applies(listing_kind(basics_of(revision.listing), documents)) else []
