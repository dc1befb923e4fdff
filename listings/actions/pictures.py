"""The action that crops an image of the carousel."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from common.actions import action
from common.actor import Actor
from common.errors import NotFound, Stale
from common.lookups import first_or_not_found
from files.actions import put_blobs
from files.queries import read_blob
from files.upload import FileUpload
from listings.content.bundles import documents_of_revision, values_by_section
from listings.content.references import field_at, value_at_path
from listings.editing.draft_content import draft_content
from listings.editing.set_aside import with_changes
from listings.errors import ImageNotCropped
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import AppliedFix, Revision
from listings.queries import readable_revisions
from listings.writes.applied_fixes import FixSummary, apply_fix_to_draft
from listings.writes.sections import SaveContext
from tilekit.core.composite import UploadField
from tilekit.core.fileref import FileRef
from tilekit.core.messages import N_, Message
from tilekit.core.section import SectionDocument
from tilekit.media.crops import CropFrame
from tilekit.media.renditions import RenditionError, cropped_picture


def crop_image(*, revision_id: UUID, path: str, seen: str, frame: CropFrame, by: Actor, now: datetime) -> AppliedFix:
    """Replace the image at the path with the part of it in the frame, in one write with one undo.

    seen is the digest of the image that the actor saw. The bytes are stored before the transaction. Raises NotFound,
    NotAllowed, NotPossible (frozen), Stale if the field has another file, ImageNotCropped, FileNotReadable and
    FileNotStored.
    """
    revision: Revision = first_or_not_found(readable_revisions(by).filter(pk=revision_id))
    assert_permitted(revision, "edit", by=by)
    image = image_at(documents_of_revision(revision), path, seen=seen)
    try:
        data = cropped_picture(read_blob(image.sha256), frame)
    except RenditionError as error:
        raise ImageNotCropped(name=image.name) from error
    put_blobs([FileUpload.of(data, name=image.name)], now=now)
    return _write(revision_id=revision_id, path=path, seen=seen, data=data, by=by, now=now)


def image_at(documents: Mapping[str, SectionDocument], path: str, *, seen: str = "") -> FileRef:
    """The image at the path. Raises NotFound if no field for images has this path, and Stale if it has no file, or not
    the one with the digest seen.
    """
    field = field_at(path)
    if not isinstance(field, UploadField) or "image" not in field.accepts:
        raise NotFound
    image = FileRef.from_json(value_at_path(path, values_by_section(documents)))
    if image is None or seen not in ("", image.sha256):
        raise Stale
    return image


@action
def _write(*, revision_id: UUID, path: str, seen: str, data: bytes, by: Actor, now: datetime) -> AppliedFix:
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "edit", by=by)
    draft = draft_content(revision)
    image = image_at(draft.documents, path, seen=seen)
    cropped = FileRef.of(image.name, data, image.key)
    documents = with_changes(draft.documents, {path: cropped.as_json()})  # type: ignore[dict-item]  # JSON values
    after = replace(draft, documents=documents, written={cropped.sha256: data})
    title = Message(N_("Cropped {file}"), {"file": image.name.rpartition("/")[2]})
    summary = FixSummary(code="", title=title.as_json(), fingerprints=())
    return apply_fix_to_draft(SaveContext(revision=revision, by=by, now=now), (draft, after), summary)
