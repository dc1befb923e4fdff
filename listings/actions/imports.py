"""Imports a listing folder as a new listing or into a draft."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec.structs import replace

from accounts.models import Organisation
from audit.moves import record
from common.actions import action, in_transaction
from common.actor import Actor
from common.lookups import one_of
from common.names import without_unseen
from files.actions import no_news, put_blobs
from files.moves import use_blobs
from files.upload import Upload
from listings.actions.drafts import begin, organisation_for_new_listing
from listings.demo import renamed
from listings.errors import ImportRefused
from listings.models import Revision
from listings.moves.births import Contents
from listings.moves.entities import overriding
from listings.moves.sections import Saving, replace_documents, sections_of, upgraded
from listings.packages import package_of_zip
from listings.queries.visible import visible_revisions
from listings.transitions import assert_permitted, lock_revision
from listings.trial import OnSubject, try_archive
from tilekit.core.basics import Basics
from tilekit.core.fileref import FileRef
from tilekit.core.kind import Route
from tilekit.core.messages import render
from tilekit.core.refusals import overfull
from tilekit.core.section import Values
from tilekit.scaffold.read import Package
from tilekit.sections import section_of
from tilekit.sections.starts import completed


def import_package(
    *,
    organisation_id: UUID,
    package: Package,
    by: Actor,
    now: datetime,
    name: str | None = None,
    as_demo: bool = False,
) -> Revision:
    """Create a listing from a folder. Files that no section models are carried along.

    Its identifiers are kept unless they are taken. as_demo replaces them, so that the folder itself can still be
    imported and published. Raises ImportRefused, NotFound, NotAllowed, OrganisationSuspended,
    NameRefused, NameTaken, FileNotStored.
    """
    given = renamed(package) if as_demo else package
    contents = stored(given, now=now)
    basics = named(given, name)
    return _import(organisation_id=organisation_id, basics=basics, contents=contents, by=by, now=now)


def named(package: Package, name: str | None) -> Basics:
    """The package's fields of the listing itself, with the requested name.

    Without a readable name in the package, the name of the folder is used.
    """
    own = without_unseen(package.basics.name) or without_unseen(package.folder) or _("Untitled listing")
    return replace(package.basics, name=name.strip() if name else own)


@action
def _import(*, organisation_id: UUID, basics: Basics, contents: Contents, by: Actor, now: datetime) -> Revision:
    return begin_with(organisation_id=organisation_id, basics=basics, contents=contents, by=by, now=now)


@in_transaction
def begin_with(*, organisation_id: UUID, basics: Basics, contents: Contents, by: Actor, now: datetime) -> Revision:
    """Create the rows of a listing with the imported content. Raises as `import_package`."""
    organisation = organisation_for_new_listing(organisation_id, by=by)
    documents = completed(contents.documents, vendor_id=_vendor_id(basics.route, organisation))
    return begin(organisation, basics, replace(contents, documents=documents), by=by, now=now)


def import_into_revision(*, revision_id: UUID, package: Package, by: Actor, now: datetime) -> Revision:
    """Replace the draft's content with that of a folder. Fields that no folder can contain stay.

    The listing keeps its own identifiers. Raises NotFound, NotAllowed, NotPossible, ImportRefused, FileNotStored.
    """
    revision = one_of(visible_revisions(by).filter(pk=revision_id))
    assert_permitted(revision, "edit", by=by)
    return _import_into(revision_id=revision_id, contents=stored(package, now=now), by=by, now=now)


@action
def _import_into(*, revision_id: UUID, contents: Contents, by: Actor, now: datetime) -> Revision:
    return fill_with(revision_id=revision_id, contents=contents, by=by, now=now)


@in_transaction
def fill_with(*, revision_id: UUID, contents: Contents, by: Actor, now: datetime, sha256: str = "") -> Revision:
    """Replace the draft's content with the imported content. Raises as `import_into_revision`.

    sha256 is the digest of the archive, "" if it need not be recognised later.
    """
    revision = lock_revision(revision_id, by=by)
    revision.base, revision.carried, revision.folder = dict(contents.base), dict(contents.carried), contents.folder
    revision.imported_sha256 = sha256
    use_blobs(revision.listing_id, contents.digests(), now=now)
    before = {key: upgraded(section) for key, section in sections_of(revision).items()}
    documents = {key: {**_kept(key, values), **contents.documents.get(key, {})} for key, values in before.items()}
    vendor_id = _vendor_id(revision.listing.route, revision.listing.organisation)
    wanted = overriding(completed(documents, vendor_id=vendor_id), before)
    replace_documents(Saving(revision=revision, by=by, now=now), wanted)
    revision.save(update_fields=["base", "carried", "folder", "imported_sha256"])
    objects = {"listing": revision.listing_id, "revision": revision.pk}
    record("revision.import", by=by, objects=objects, now=now)
    return revision


def _kept(key: str, values: Values) -> Values:
    """The fields of a document that no folder can contain."""
    fields = section_of(key).fields
    return {name: value for name, value in values.items() if name in fields and fields[name].scope != "content"}


def _vendor_id(route: str, organisation: Organisation) -> str:
    """The default vendor ID: on Marketplace the organisation's, because names start with it; otherwise none."""
    return organisation.vendor_id if route == Route.MARKETPLACE else ""


def tried(
    data: bytes, *, on_subject: OnSubject, on_batch: Callable[[], None], clock: Callable[[], datetime]
) -> tuple[Package, Contents]:
    """Try an archive in a child process, then read it and store its files.

    `try_archive` calls on_subject, `stored` calls on_batch. Raises ImportRefused, TrialBroke,
    FileNotStored.
    """
    try_archive(data, on_subject)
    package = package_of_zip(data)
    return package, stored(package, now=clock(), on_batch=on_batch)


def stored(package: Package, *, now: datetime, on_batch: Callable[[], None] = no_news) -> Contents:
    """Store the files of the package and return the contents of the future rows. `put_blobs` calls on_batch.

    Raises ImportRefused for far too many rows.
    """
    for refusal in (each for document in package.documents.values() for each in overfull(document)):
        raise ImportRefused(why=render(refusal.why, get_language() or "en"))
    uploads = [Upload.of(data, name=path) for path, data in package.base.items()]
    uploads += [Upload.of(package.files[path], name=path) for path in package.files]
    put_blobs(uploads, now=now, on_batch=on_batch)
    return Contents(
        documents={key: document.values for key, document in package.documents.items()},
        base={path: FileRef.of(path, data).sha256 for path, data in package.base.items()},
        carried={path: package.files.digest(path) for path in package.carried},
        folder=package.folder,
    )
