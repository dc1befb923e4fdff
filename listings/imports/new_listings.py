"""Creates a listing from what has been read, with the answers to the remaining questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from accounts.models import Organisation
from accounts.queries import address_of
from accounts.vendors import own_vendor
from common.actions import action
from common.actor import Actor
from files.actions import put_blob
from files.errors import FileUnknown
from files.queries import stored_files
from listings.actions.drafts import create_rows, organisation_for_new_listing
from listings.content.defaults import defaults_of, with_defaults_of, with_maintainer
from listings.content.filled_fields import Sources
from listings.imports.read_imports import locked_reading, read_import
from listings.imports.readings import Reading
from listings.imports.replaced_documents import default_vendor_id
from listings.models import Revision
from listings.writes.creation import next_source_type_id
from tilekit.core.basics import Basics, listing_kind
from tilekit.core.fileref import FileRef
from tilekit.core.kind import OfferingType, is_paid
from tilekit.core.section import SectionDocument, Values
from tilekit.parse.json_values import text
from tilekit.recognition.content import FileContent
from tilekit.recognition.exposed_metrics import completed_metrics
from tilekit.recognition.filling import (
    PlacedFile,
    captions_from_names,
    filled_from,
    outside_folder,
    with_applied,
    with_file,
)
from tilekit.recognition.texts import metrics_file_says
from tilekit.sections import section_of
from tilekit.sections.derived import derived_changes
from tilekit.sections.initial_values import initial_documents, normal_source_name, with_defaults
from tilekit.sections.prefilled import with_prefills
from tilekit.sections.scope_reasons import with_scope_reasons
from tilekit.suggest.metric_cells import MetricDefaults

# {path with which a file was sent: short name}
ShortNames = Mapping[str, str]


class NewListingAnswers(Struct, frozen=True, kw_only=True):
    """The answers to the questions of an import as a new listing. fields are values of fields by path."""

    organisation_id: UUID
    route: str
    offering_type: str
    name: str
    short_names: ShortNames = {}
    metric_prefix: str = ""
    fields: Mapping[str, str] = {}


def create_from_import(*, import_id: UUID, answers: NewListingAnswers, by: Actor, now: datetime) -> Revision:
    """Create a listing with everything that was read. A second call returns the listing of the first.

    Raises NotFound, NotAllowed, OrganisationSuspended, NameRefused, NameTaken, FileUnknown (after a day).
    """
    row = read_import(import_id, by=by)
    if row.revision is not None:
        return row.revision
    reading = _completed_reading(Reading.from_json(row.reading), answers, now=now)
    return _create(import_id=import_id, reading=reading, answers=answers, by=by, now=now)


def _completed_reading(reading: Reading, answers: NewListingAnswers, *, now: datetime) -> Reading:
    """The reading with the prefix and the integration in exposed metrics; the completed file is stored.

    Raises FileUnknown, FileNotStored.
    """
    exposed, prefix = reading.exposed_metrics, answers.metric_prefix or reading.metric_prefix
    if exposed is None or not prefix:
        return reading
    stored = stored_files([exposed.sha256]).get(exposed.sha256)
    if stored is None:
        raise FileUnknown(sha256=exposed.sha256)
    defaults = MetricDefaults(prefix=prefix, integration=normal_source_name(answers.name))
    data = completed_metrics(stored.read(), defaults)
    put_blob(data, name=exposed.path, now=now)
    says = metrics_file_says(FileContent(exposed.path, data))
    return reading.with_metrics(FileRef.of(exposed.path, data), prefix, says)


@action
def _create(*, import_id: UUID, reading: Reading, answers: NewListingAnswers, by: Actor, now: datetime) -> Revision:
    row = locked_reading(import_id, by=by)
    if row.revision is not None:
        return row.revision
    organisation = organisation_for_new_listing(answers.organisation_id, by=by)
    basics = _basics(reading, answers)
    documents, sources = _filled_documents(reading, basics, answers=answers, organisation=organisation, now=now)
    documents, maintainer = with_maintainer(documents, address_of(by.id))
    contents = replace(reading.contents, documents=documents, sources={**sources, **maintainer})
    row.revision = create_rows(organisation, basics, contents, by=by, now=now)
    row.organisation = organisation
    row.save(update_fields=["revision", "organisation"])
    return row.revision


def _filled_documents(
    reading: Reading, basics: Basics, *, answers: NewListingAnswers, organisation: Organisation, now: datetime
) -> tuple[dict[str, Values], Sources]:
    """The documents of the new listing, and the files from which values were filled in."""
    defaults, read = defaults_of(organisation.pk), reading.contents.documents
    if reading.has_manifest:  # the files of the folder stay as they are
        imported = with_defaults(read, vendor_id=default_vendor_id(basics.route, organisation))
        placed = _with_loose_files(imported, reading, answers.short_names)
        said = with_applied(placed, outside_folder(reading.says), basics)
        documents, reasons = _with_scope_reasons(with_defaults_of(said, defaults, scope="submission"), basics)
        return documents, {**reasons, **filled_from(placed, said, reading.sources)}
    says = {**answers.fields, **reading.says}
    version = text(says.get("configuration.package_version"))
    initial = initial_documents(basics, own_vendor(organisation), today=now.date(), version=version)
    begun = {key: {**values, **_filled(key, read.get(key, {}))} for key, values in initial.items()}
    if not is_paid(basics.route) and "overview.integration_id" in says:
        begun["overview"].pop("integration_id", None)  # the package has one that counts more than the name
    said = with_applied(_with_loose_files(begun, reading, answers.short_names), says, basics)
    sources = {**filled_from(initial, said, reading.sources), **captions_from_names(initial, said)}
    completed, prefilled = _completed(with_defaults_of(said, defaults), basics)
    documents, reasons = _with_scope_reasons(completed, basics)
    return documents, {**reasons, **prefilled, **sources}


def _basics(reading: Reading, answers: NewListingAnswers) -> Basics:
    is_integration = answers.offering_type == OfferingType.INTEGRATION
    number = next_source_type_id() if is_integration and not reading.has_manifest else reading.basics.source_type_id
    return replace(
        reading.basics,
        name=answers.name.strip(),
        route=answers.route,
        offering_type=answers.offering_type,
        source_type_id=number,
    )


def _with_loose_files(documents: Mapping[str, Values], reading: Reading, short_names: ShortNames) -> dict[str, Values]:
    filled = dict(documents)
    for file in reading.loose:
        new = PlacedFile(place=file.place, file=file.reference, short_name=short_names.get(file.sent, ""))
        filled = with_file(filled, new)
    return filled


def _filled(key: str, values: Values) -> Values:
    fields = section_of(key).fields
    return {name: value for name, value in values.items() if name in fields and not fields[name].is_empty(value)}


def _completed(documents: Mapping[str, Values], basics: Basics) -> tuple[dict[str, Values], Sources]:
    """The documents with derived values and those that are filled in from others, and the notes about the latter."""
    typed = _typed(documents)
    kind = listing_kind(basics, typed)
    changes = derived_changes(typed, kind)
    return with_prefills({}, {key: {**values, **changes.get(key, {})} for key, values in documents.items()}, kind)


def _with_scope_reasons(documents: Mapping[str, Values], basics: Basics) -> tuple[dict[str, Values], Sources]:
    """The documents with reasons for imported scopes that the data types explain, and the notes about these."""
    return with_scope_reasons(documents, listing_kind(basics, _typed(documents)))


def _typed(documents: Mapping[str, Values]) -> dict[str, SectionDocument]:
    return {key: section_of(key)(values) for key, values in documents.items()}
