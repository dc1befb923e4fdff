"""Attaches uploaded files to fields. A file of another kind is offered for its own place instead."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import File
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from common.actor import Actor
from common.errors import NotFound
from files.errors import FileNotStored, FileRefused
from files.upload import FileUpload, assert_accepted
from listings.actions import attach_file
from listings.content.references import FieldPath, upload_at, uploads_in_rows
from listings.display.place_names import place_name, translate_message
from listings.errors import ImportRefused
from listings.imports.queued_imports import ImportTarget
from listings.imports.read_imports import read_upload
from listings.models import Revision
from studio.listing.archive_uploads import SentFiles, uploaded_archive
from studio.listing.page.imports import import_url
from studio.page_urls import revision_url
from tilekit.recognition import RecognisedFile, recognise
from tilekit.recognition.kinds import LOG_FILE

_RECOGNISED_BYTES = 50_000_000  # larger files are videos
_NO_OFFER = ("unknown", "archive")
_LOGOS = ("overview.logo_light", "overview.logo_dark")


def attach_or_offer(revision: Revision, path: str, content: File[bytes], *, by: Actor) -> str:
    """Attach the file to the field at the path. Returns why it was not attached, "" if it was.

    Raises the errors of `attach_file`, except FileRefused and FileNotStored.
    """
    place = FieldPath.parse(path)
    field = upload_at(place) if place else None
    if field is None:
        raise NotFound
    recognised, fields = _recognised(content), uploads_in_rows(path) or [field]
    refusals = {one.name: _refusal(one.accepts, content) for one in fields}
    accepted = [name for name, refusal in refusals.items() if not refusal]
    refusal = "" if accepted else _refusal([kind for one in fields for kind in one.accepts], content)
    if recognised and (_belongs_elsewhere(recognised, path) or (refusal and _belongs_to_another_row(recognised, path))):
        return _offer(revision, recognised, content, path=path, refusal=refusal, by=by)
    if refusal:
        return refusal
    try:
        attach_file(
            revision_id=revision.pk,
            path=f"{path}[].{accepted[0]}" if len(fields) > 1 else path,
            name=recognised.file_name if recognised and recognised.row.place == path else content.name or "",
            content=content,
            by=by,
            now=timezone.now(),
            says=recognised.says if recognised else {},
        )
    # One of several files may be refused; the error is shown at the field.
    except (FileRefused, FileNotStored) as error:
        return str(error)
    return ""


def _recognised(content: File[bytes]) -> RecognisedFile | None:
    if content.size > _RECOGNISED_BYTES:
        return None
    try:
        content.seek(0)
        return recognise(content.name or "", content.read())
    except FileNotStored:  # the action reports it
        return None


def _refusal(accepts: Sequence[str], content: File[bytes]) -> str:
    """Why a field for these types does not accept the file; "" if it does."""
    try:
        assert_accepted(FileUpload(name=content.name or "", content=content, accepts=tuple(accepts)))
    except FileRefused as error:
        return str(error)
    except FileNotStored:  # the action reports it
        pass
    return ""


def _belongs_elsewhere(file: RecognisedFile, path: str) -> bool:
    place = path.partition("[")[0]
    if file.row.form == "csv" or file.is_recoded:  # the field stores another form
        return True
    if file.kind in _NO_OFFER or (place in _LOGOS and file.row.place in _LOGOS):
        return False
    return not place.startswith(file.row.place or "-") or not file.row.place


def _belongs_to_another_row(file: RecognisedFile, path: str) -> bool:
    """Whether a field of a row refuses a file that a new row could have, such as a video instead of an image."""
    rows, bracket, _field = path.partition("[")
    return bool(bracket) and file.row.place == rows


def _offer(
    revision: Revision, file: RecognisedFile, content: File[bytes], *, path: str, refusal: str, by: Actor
) -> str:
    """What the file is, with a link to the page that adds it to its place, or else what to do instead."""
    noun = _("This is {what}.").format(what=translate_message(file.row.noun))
    if file.row.reason and not file.says:
        what = refusal if file.row.place and refusal else noun
        return f"{what} {translate_message(file.row.reason)}"
    target = ImportTarget(organisation_id=revision.listing.organisation_id, revision_id=revision.pk)
    what = refusal or noun
    try:
        with uploaded_archive(SentFiles(files=[content])) as archive:
            row = read_upload(archive, target=target, by=by, now=timezone.now())
    except (ImportRefused, FileNotStored) as error:
        return f"{what} {error}"
    if file.kind == LOG_FILE:
        text = f"{noun} {translate_message(file.row.use)}"
        return _with_link(text, revision_url("pipeline", revision), _("Open the pipeline workshop"))
    return _with_link(what, import_url(row), _label_of_offer(file.row.place, path))


def _label_of_offer(place: str, path: str) -> str:
    """What the link does with a file that belongs to the place, if somebody chose it for the field at the path."""
    if not place:
        return _("Import it into the draft")
    if path == place:
        return _("Convert it for this field")
    return _("Add it to {place}").format(place=place_name(place))


def _with_link(text: str, url: str, label: str) -> str:
    return format_html('{} <a href="{}">{}</a>', text, url, label)
