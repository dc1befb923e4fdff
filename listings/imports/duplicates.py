"""Duplicates a listing: its content with new identifiers, without secrets, attestations, threads and history."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.actions.drafts import assert_may_begin
from listings.content.bundles import bundle_of_revision, documents_of_revision
from listings.imports.demo_copy import with_new_identifiers
from listings.imports.folder_imports import basics_with_name, create_with_contents, store_files
from listings.imports.replaced_documents import with_cells_outside_folder
from listings.models import Revision
from listings.queries import readable_revisions, working_first
from listings.writes.creation import Contents
from tilekit.core.basics import Basics
from tilekit.core.field import Field, Json
from tilekit.core.fields import Flag, Secret
from tilekit.core.section import SectionDocument, Values
from tilekit.scaffold.read import package_of_files
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.initial_values import kebab
from tilekit.sections.overview import Overview
from tilekit.sections.submission import SubmissionNotes

_COPY_SUFFIX = "-copy"
# The portal assigns these to each listing.
_ASSIGNED = {"configuration": ("oauth_client_id",)}
_NOT_COPIED = (ApiEntities.key, SubmissionNotes.key)


def duplicate_listing(*, listing_id: UUID, name: str, by: Actor, now: datetime) -> Revision:
    """Create a listing with the content of another one's working revision, as far as the actor may read it.

    Raises NotFound, NotAllowed, OrganisationSuspended, NameRefused, NameTaken, FileNotStored.
    """
    original = first_or_not_found(working_first(readable_revisions(by).filter(listing_id=listing_id)))
    assert_may_begin(original.listing.organisation_id, by=by)
    bundle = bundle_of_revision(original)
    suffix = _suffix(bundle.section(Overview).integration_id, kebab(name))
    package = package_of_files(bundle.files, bundle.folder)
    copy = with_new_identifiers(package, suffix, title=name.strip())
    contents = store_files(copy, now=now)
    documents = {
        key: {
            **_copied_values(section),
            **with_cells_outside_folder(key, section.values, contents.documents.get(key, {})),
        }
        for key, section in documents_of_revision(original).items()
    }
    for key, names in _ASSIGNED.items():
        documents[key] = {field: value for field, value in documents[key].items() if field not in names}
    contents = Contents(documents=documents, base=contents.base, carried=contents.carried, folder=contents.folder)
    return _create(original=original, basics=basics_with_name(copy, name), contents=contents, by=by, now=now)


@action
def _create(*, original: Revision, basics: Basics, contents: Contents, by: Actor, now: datetime) -> Revision:
    organisation_id = original.listing.organisation_id
    revision = create_with_contents(organisation_id=organisation_id, basics=basics, contents=contents, by=by, now=now)
    objects = {"listing": revision.listing_id, "original": original.listing_id}
    record_event("listing.duplicate", by=by, objects=objects, now=now)
    return revision


def _suffix(old_id: str, new_id: str) -> str:
    """What distinguishes the new identifiers from the old ones."""
    rest = new_id.removeprefix(old_id)
    return rest if old_id and rest != new_id and rest.startswith("-") else _COPY_SUFFIX


def _copied_values(section: SectionDocument) -> Values:
    """The values that a folder cannot contain and that a person would type again."""
    if section.key in _NOT_COPIED:
        return {}
    fields: Mapping[str, Field[object]] = section.fields
    values: dict[str, Json] = dict(section.values)
    return {name: value for name, value in values.items() if name in fields and _is_copied(fields[name])}


def _is_copied(field: Field[object]) -> bool:
    is_attested = isinstance(field, Flag) and bool(field.attests)
    is_assigned = field.read_only or field.staff_only or isinstance(field, Secret)
    return field.scope != "content" and not is_attested and not is_assigned
