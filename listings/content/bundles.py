"""Builds the bundle of a revision, which checks, previews and exports use."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

from msgspec.structs import replace

from files.queries import StoredFile, stored_files
from listings.content.parse_cache import SharedParses
from listings.content.references import file_references
from listings.models import Listing, Revision, Section
from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.section import SectionDocument, Values
from tilekit.scaffold.bundles import assemble
from tilekit.sections import SECTIONS, section_of
from tilekit.sections.applicability import Split, applied_documents, split


class FileLost(Exception):
    """A document refers to a file that is not stored. The argument is its digest."""


def basics_of(listing: Listing) -> Basics:
    """The listing's own fields, which are not in a section."""
    return Basics(
        name=listing.name,
        route=listing.route,
        offering_type=listing.offering_type,
        app_uuid=str(listing.app_uuid),
        source_type_id=listing.source_type_id,
    )


def document_of(section: Section) -> SectionDocument:
    """The typed document of a stored section, in the current schema."""
    return section_of(section.key).read(section.document, section.schema)


def former_document_of(section: Section) -> SectionDocument:
    """The document before the save that is in progress."""
    return document_of(section) if section.former is None else section_of(section.key)(section.former)


def documents_of_revision(revision: Revision) -> dict[str, SectionDocument]:
    """{section key: stored document} of a revision, including what is set aside. One query.

    Sections without a row get an empty document.
    """
    return _documents(Section.objects.filter(revision=revision, scope=""))


def bundle_of_revision(revision: Revision) -> Bundle:
    """The current content of the revision. Two queries; files are read on demand."""
    return bundles_of_revisions([revision])[revision.pk]


def bundle_without_files(revision: Revision) -> Bundle:
    """The bundle of a revision without its files, for pages while the storage is down. One query."""
    documents = applied_documents_of(revision)
    return Bundle(basics=basics_of(revision.listing), documents=documents, files=Files({}), folder=revision.folder)


def bundles_of_revisions(revisions: Sequence[Revision]) -> dict[UUID, Bundle]:
    """{revision ID: bundle}. Two queries for any number of revisions, whose listings must be loaded."""
    documents = _documents_of_revisions(revisions)
    stored = stored_files(sha256 for revision in revisions for sha256 in _digests(revision, documents[revision.pk]))
    return {revision.pk: _bundle(revision, documents[revision.pk], stored) for revision in revisions}


def applied_documents_of_revisions(revisions: Sequence[Revision]) -> dict[UUID, dict[str, SectionDocument]]:
    """{revision ID: documents without what is set aside}. One query; the listings must be loaded."""
    documents = _documents_of_revisions(revisions)
    return {
        revision.pk: applied_documents(basics_of(revision.listing), documents[revision.pk]) for revision in revisions
    }


def _documents_of_revisions(revisions: Sequence[Revision]) -> dict[UUID, dict[str, SectionDocument]]:
    rows: dict[UUID, list[Section]] = {revision.pk: [] for revision in revisions}
    for section in Section.objects.filter(revision__in=revisions, scope=""):
        rows[section.revision_id].append(section)
    return {key: _documents(sections) for key, sections in rows.items()}


def split_of_revision(revision: Revision) -> Split:
    """What counts in a revision, and what is set aside. One query; the listing must be loaded."""
    return split(basics_of(revision.listing), documents_of_revision(revision))


def applied_documents_of(revision: Revision) -> dict[str, SectionDocument]:
    """The documents of a revision without what is set aside. One query; the listing must be loaded."""
    return applied_documents_of_revisions([revision])[revision.pk]


def _documents(sections: Iterable[Section]) -> dict[str, SectionDocument]:
    rows = {section.key: section for section in sections}
    return {section.key: document_of(rows[section.key]) if section.key in rows else section() for section in SECTIONS}


def _digests(revision: Revision, documents: Mapping[str, SectionDocument]) -> set[str]:
    referred = {sha256 for key, document in documents.items() for sha256 in file_references(key, document.values)}
    return referred | set(revision.base.values()) | set(revision.carried.values())


def _bundle(revision: Revision, documents: Mapping[str, SectionDocument], stored: Mapping[str, StoredFile]) -> Bundle:
    bundle = assemble(
        basics=basics_of(revision.listing),
        documents=documents,
        base={path: loader_of(stored, sha256) for path, sha256 in revision.base.items()},
        file_bytes=lambda sha256: loader_of(stored, sha256)(),
        carried=revision.carried,
        folder=revision.folder,
        file_sizes={sha256: file.size for sha256, file in stored.items()},
    )
    return with_shared_parses(bundle)


def with_shared_parses(bundle: Bundle) -> Bundle:
    """The bundle with a cache of parsed files that all requests share."""
    references = (file_references(key, document.values).values() for key, document in bundle.documents.items())
    return replace(bundle, parsed=SharedParses(bundle.files, {file.name: file for part in references for file in part}))


def loader_of(stored: Mapping[str, StoredFile], sha256: str) -> Callable[[], bytes]:
    """A function that reads the file with this digest, or raises FileLost if it is not stored."""
    return stored[sha256].read if sha256 in stored else partial(_raise_file_lost, sha256)


def _raise_file_lost(sha256: str) -> bytes:
    raise FileLost(sha256)


def values_by_section(documents: Mapping[str, SectionDocument]) -> dict[str, Values]:
    """{section key: stored values}."""
    return {key: document.values for key, document in documents.items()}
