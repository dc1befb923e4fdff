"""Actions that import a listing's folder as a new listing or into a draft."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec.structs import replace

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.lookups import first_or_not_found
from common.names import without_invisible
from files.actions import do_nothing, put_blobs
from files.upload import FileUpload
from files.writes import use_blobs
from listings.actions.drafts import create_rows, organisation_for_new_listing
from listings.content.bundles import document_of
from listings.content.packages import package_of_zip
from listings.errors import ImportRefused
from listings.imports.archive_trial import OnSubject, try_archive
from listings.imports.demo_copy import with_new_identifiers
from listings.imports.replaced_documents import default_vendor_id, replaced_documents
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import Revision
from listings.visible import visible_revisions
from listings.writes.creation import Contents
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext, replace_documents
from tilekit.core.basics import Basics
from tilekit.core.fileref import FileRef
from tilekit.core.messages import render
from tilekit.core.refusals import overfull_lists
from tilekit.scaffold.read import Package
from tilekit.sections.initial_values import with_defaults


def import_package(
    *,
    organisation_id: UUID,
    package: Package,
    by: Actor,
    now: datetime,
    name: str | None = None,
    as_demo: bool = False,
) -> Revision:
    """Create a listing from a folder, including files that do not belong to any section.

    Identifiers that other listings use are replaced. as_demo replaces all identifiers, so that the folder can still be
    imported and published. Raises ImportRefused, NotFound, NotAllowed, OrganisationSuspended, NameRefused, NameTaken,
    FileNotStored.
    """
    content = with_new_identifiers(package) if as_demo else package
    contents = store_files(content, now=now)
    basics = basics_with_name(content, name)
    return _import(organisation_id=organisation_id, basics=basics, contents=contents, by=by, now=now)


def basics_with_name(package: Package, name: str | None) -> Basics:
    """The package's basics, with the given name or else that of the package or its folder."""
    folder_name = without_invisible(package.basics.name) or without_invisible(package.folder) or _("Untitled listing")
    return replace(package.basics, name=name.strip() if name else folder_name)


@action
def _import(*, organisation_id: UUID, basics: Basics, contents: Contents, by: Actor, now: datetime) -> Revision:
    return create_with_contents(organisation_id=organisation_id, basics=basics, contents=contents, by=by, now=now)


@in_transaction
def create_with_contents(
    *, organisation_id: UUID, basics: Basics, contents: Contents, by: Actor, now: datetime
) -> Revision:
    """Create a listing with the imported content. Raises the errors of `import_package`."""
    organisation = organisation_for_new_listing(organisation_id, by=by)
    documents = with_defaults(contents.documents, vendor_id=default_vendor_id(basics.route, organisation))
    return create_rows(organisation, basics, replace(contents, documents=documents), by=by, now=now)


def import_into_revision(*, revision_id: UUID, package: Package, by: Actor, now: datetime) -> Revision:
    """Replace the draft's content with a folder. Fields that a folder cannot contain stay unchanged.

    The listing's identifiers stay, too, as do the names of a live listing that can't change. Raises NotFound,
    NotAllowed, NotPossible, ImportRefused, FileNotStored.
    """
    revision = first_or_not_found(visible_revisions(by).filter(pk=revision_id))
    assert_permitted(revision, "edit", by=by)
    return _import_into(revision_id=revision_id, contents=store_files(package, now=now), by=by, now=now)


@action
def _import_into(*, revision_id: UUID, contents: Contents, by: Actor, now: datetime) -> Revision:
    return replace_contents(revision_id=revision_id, contents=contents, by=by, now=now)


@in_transaction
def replace_contents(*, revision_id: UUID, contents: Contents, by: Actor, now: datetime, sha256: str = "") -> Revision:
    """Replace the draft's content with the imported content. Raises the errors of `import_into_revision`.

    sha256 is the digest of the archive, by which a repeated import is recognised; "" for other imports.
    """
    revision = lock_revision(revision_id, by=by)
    revision.base, revision.carried, revision.folder = dict(contents.base), dict(contents.carried), contents.folder
    revision.imported_sha256 = sha256
    use_blobs(revision.listing_id, contents.digests(), now=now)
    before = {key: document_of(section).values for key, section in sections_of(revision).items()}
    documents = replaced_documents(revision.listing, before, contents.documents)
    replace_documents(SaveContext(revision=revision, by=by, now=now), documents)
    revision.save(update_fields=["base", "carried", "folder", "imported_sha256"])
    objects = {"listing": revision.listing_id, "revision": revision.pk}
    record_event("revision.import", by=by, objects=objects, now=now)
    return revision


def try_and_store(
    data: bytes, *, on_subject: OnSubject, on_batch: Callable[[], None], clock: Callable[[], datetime]
) -> tuple[Package, Contents]:
    """Read an archive, after a trial in a child process, and store its files.

    on_subject and on_batch are called by `try_archive` and `store_files`. Raises ImportRefused, ArchiveTrialFailed,
    FileNotStored.
    """
    try_archive(data, on_subject)
    package = package_of_zip(data)
    return package, store_files(package, now=clock(), on_batch=on_batch)


def store_files(package: Package, *, now: datetime, on_batch: Callable[[], None] = do_nothing) -> Contents:
    """Store the files of a package and return the content for its revision. on_batch is called by `put_blobs`.

    Raises FileNotStored, and ImportRefused if a list has far too many rows.
    """
    for refusal in (overfull for document in package.documents.values() for overfull in overfull_lists(document)):
        raise ImportRefused(why=render(refusal.why, get_language() or "en"))
    uploads = [FileUpload.of(data, name=path) for path, data in package.base.items()]
    uploads += [FileUpload.of(package.files[path], name=path) for path in package.files]
    put_blobs(uploads, now=now, on_batch=on_batch)
    return Contents(
        documents={key: document.values for key, document in package.documents.items()},
        base={path: FileRef.of(path, data).sha256 for path, data in package.base.items()},
        carried={path: package.files.digest(path) for path in package.carried},
        folder=package.folder,
    )
