"""Values that follow from the changes of a save in other fields."""

from collections.abc import Mapping

from listings.content.bundles import basics_of, document_of
from listings.content.defaults import METHOD_FIELDS, defaults_of, with_defaults_of
from listings.content.filled_fields import filled_from_fields
from listings.models import Revision, Section
from listings.writes.creation import next_source_type_id
from listings.writes.section_rows import set_document
from tilekit.core.basics import listing_kind
from tilekit.core.digest import digest_of
from tilekit.core.field import Json
from tilekit.core.kind import ListingKind, exchanges_data
from tilekit.core.section import Values
from tilekit.sections.derived import derived_changes
from tilekit.sections.prefilled import PREFILL_SECTIONS, prefilled_values


def apply_follow_ups(revision: Revision, sections: Mapping[str, Section]) -> list[str]:
    """Set the values that are derived from other fields. Returns the keys of the sections that changed."""
    documents = {key: document_of(section) for key, section in sections.items()}
    kind = listing_kind(basics_of(revision.listing), documents)
    assign_source_type_id(revision, kind)
    changes = {**derived_changes(documents, kind)}
    # Of an update, only what people change is different from what is live.
    for path, value in _prefilled(sections, changes, kind) if revision.number == 1 else ():
        key, _dot, name = path.partition(".")
        changes[key] = {**changes.get(key, {}), name: value}
        notes = {other: note for other, note in sections[key].filled.items() if other != path}
        sections[key].filled = {**notes, path: {"files": [], "digest": digest_of(value)}} if value else notes
    if _is_method_chosen(sections.get("configuration")):
        stored = {key: document.values for key, document in documents.items()}
        filled = with_defaults_of(stored, defaults_of(revision.listing.organisation_id, only=METHOD_FIELDS))
        changes["configuration"] = {**filled["configuration"], **changes.get("configuration", {})}
    return [key for key, fields in changes.items() if set_document(sections[key], {**documents[key].values, **fields})]


def _prefilled(
    sections: Mapping[str, Section], derived: Mapping[str, Values], kind: ListingKind
) -> list[tuple[str, Json]]:
    """(path, value) of the fields to fill in from others after the save in progress, which also sets derived values."""
    saved = {key: document_of(sections[key]).values for key in PREFILL_SECTIONS}
    before = {key: values if (former := sections[key].former) is None else former for key, values in saved.items()}
    after = {key: {**values, **derived.get(key, {})} for key, values in saved.items()}
    # What files say does not follow other fields.
    unchanged = [
        path for key, values in saved.items() for path in filled_from_fields(key, values, sections[key].filled)
    ]
    return list(prefilled_values(before, after, kind, unchanged=unchanged))


def _is_method_chosen(section: Section | None) -> bool:
    """Whether the save in progress changes the configuration method."""
    former = section.former if section else None
    return section is not None and former is not None and former.get("code_type") != section.document.get("code_type")


def assign_source_type_id(revision: Revision, kind: ListingKind) -> None:
    """Assign a source type ID to a listing that was imported without code and now exchanges data."""
    listing = revision.listing
    if listing.source_type_id is None and kind.code_type and exchanges_data(kind):
        listing.source_type_id = next_source_type_id()
        listing.save(update_fields=["source_type_id"])
