"""The job that imports an archive: a child process tries to read it first, then the job reads it and stores its
content.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO

from django.utils import translation

from accounts.actors import actor_with_id
from accounts.queries import language_of
from common.actor import Actor
from common.errors import SlipwayError
from files.actions import put_blob
from files.errors import FileNotReadable, FileNotStored
from files.queries import read_blob, stored_files
from jobs.errors import LeaseLost, StepTooLong
from jobs.kind_registry import Renew
from jobs.long_running import WorkAttempt, begin_work, note_progress
from listings.content.bundles import loader_of
from listings.imports.addresses import downloads_of, name_in
from listings.imports.archive_parts import folder_in_archive, part_to_read
from listings.imports.archive_trial import OnSubject, try_archive
from listings.imports.folder_imports import basics_with_name, try_and_store
from listings.imports.queued_imports import finish_import, refuse_import
from listings.imports.read_imports import finish_reading
from listings.imports.readings import Reading, read_archive
from listings.models import Import
from tilekit.bundle import Files
from tilekit.media.file_kinds import file_kind
from tilekit.recognition.media import is_file_listing
from tilekit.scaffold.archive import zip_of_files
from tilekit.scaffold.archive_directory import listed_names

Clock = Callable[[], datetime]
_SNIFFED_BYTES = 4096
ERRORS_NOT_FROM_ARCHIVE = (LeaseLost, StepTooLong, FileNotReadable, FileNotStored)


def run_import(attempt: WorkAttempt, *, renew: Renew, clock: Clock) -> None:
    """Run the import of a claimed job. Raises LeaseLost, ArchiveTrialFailed."""
    row = begin_work(model=Import, attempt=attempt)
    if row is None:
        return
    by = actor_with_id(row.requested_by)
    with translation.override(language_of(row.requested_by)):
        try:
            _import(row, attempt, by=by, renew=renew, clock=clock)
        except ERRORS_NOT_FROM_ARCHIVE:  # the next attempt may succeed
            raise
        except SlipwayError as error:
            refuse_import(attempt, error=error, by=by, now=clock())


def requested_archive(*, sha256: str, files: Mapping[str, str], folder: str) -> bytes:
    """The stored archive or, if files ({path: sha256}) are given, a zip of them. Raises FileLost."""
    if not files:
        return read_blob(sha256)
    stored = stored_files(files.values())
    return zip_of_files(Files({path: loader_of(stored, digest) for path, digest in files.items()}), folder)


def _downloaded(row: Import, renew: Renew) -> tuple[bytes, str]:
    """The archive at the import's address and the folder to read in it, or an archive of the single file there."""
    from listings.imports.downloads import download  # noqa: PLC0415 slow import

    folders = {candidate.url: candidate.folder for candidate in downloads_of(row.url)}
    address, data = download([*folders], on_chunk=renew)
    is_archive = file_kind(data[:_SNIFFED_BYTES]) == "zip" and not is_file_listing(listed_names(BytesIO(data)))
    if not is_archive:
        return zip_of_files({name_in(row.url): data}), ""
    return data, folder_in_archive(listed_names(BytesIO(data)), folders[address])


def _tried(row: Import, data: bytes, note: OnSubject, *, part: str, renew: Renew, clock: Clock) -> Reading:
    """What the archive contains, read after a trial in a child process."""
    chosen = part_to_read(data, part)
    if chosen is not None:
        try_archive(data, note, within=chosen)
    return read_archive(data, part=part, revision_id=row.target_id, clock=clock, on_batch=renew)


def _import(row: Import, attempt: WorkAttempt, *, by: Actor, renew: Renew, clock: Clock) -> None:
    if row.url:
        data, part = _downloaded(row, renew)
    else:
        data, part = requested_archive(sha256=row.sha256, files=row.files, folder=row.folder), row.part

    def note(done: int, total: int) -> None:
        note_progress(model=Import, attempt=attempt, progress={"done": done, "total": total})
        renew()

    if row.awaits_answers:
        reading = _tried(row, data, note, part=part, renew=renew, clock=clock)
        sha256 = put_blob(data, name=row.file_name, now=clock()).sha256 if row.url else ""
        finish_reading(attempt, reading=reading, by=by, now=clock(), sha256=sha256)
        return
    package, contents = try_and_store(data, on_subject=note, on_batch=renew, clock=clock)
    renew()
    finish_import(attempt, basics=basics_with_name(package, row.name), contents=contents, by=by, now=clock())
