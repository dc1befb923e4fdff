"""The import job: tries an archive in a child process, reads it, stores it and has it checked."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import translation

from accounts.actors import actor_with_id
from accounts.queries import language_of
from common.actor import Actor
from common.errors import SlipwayError
from files.errors import FileNotReadable, FileNotStored
from files.queries import loaders, read_blob
from jobs.errors import LeaseLost, StepTooLong
from jobs.kinds import Renew
from listings.actions.imports import named, tried
from listings.actions.queued_imports import (
    ImportAttempt,
    begin_import,
    finish_import,
    note_import_progress,
    refuse_import,
)
from listings.bundles import loader_of
from listings.models import Import, Revision
from tilekit.bundle import Files
from tilekit.scaffold.archive import zip_of_files

Clock = Callable[[], datetime]
NOT_OF_THE_ARCHIVE = (LeaseLost, StepTooLong, FileNotReadable, FileNotStored)
_after: list[Callable[[Revision, datetime], object]] = []


def after_import(function: Callable[[Revision, datetime], object]) -> Callable[[Revision, datetime], object]:
    """Register a function of a higher room that the worker calls with each newly imported draft."""
    _after.append(function)
    return function


def carry_out(attempt: ImportAttempt, *, renew: Renew, clock: Clock) -> None:
    """Run the import of a claimed job. Raises LeaseLost, TrialBroke."""
    row = begin_import(attempt)
    if row is None:
        return
    by = actor_with_id(row.requested_by)
    with translation.override(language_of(row.requested_by)):
        try:
            made = _imported(row, attempt, by=by, renew=renew, clock=clock)
        except NOT_OF_THE_ARCHIVE:  # the next attempt may succeed
            raise
        except SlipwayError as error:
            refuse_import(attempt, error=error, by=by, now=clock())
            return
    if made is not None:
        for function in _after:
            function(made, clock())


def archive_of(*, sha256: str, files: Mapping[str, str], folder: str) -> bytes:
    """The archive with the digest, or a zip of the stored files {path: sha256}. Raises FileLost."""
    if not files:
        return read_blob(sha256)
    stored = loaders(files.values())
    return zip_of_files(Files({path: loader_of(stored, each) for path, each in files.items()}), folder)


def _imported(row: Import, attempt: ImportAttempt, *, by: Actor, renew: Renew, clock: Clock) -> Revision | None:
    data = archive_of(sha256=row.sha256, files=row.files, folder=row.folder)

    def note(done: int, total: int) -> None:
        note_import_progress(attempt, done=done, total=total)
        renew()

    package, contents = tried(data, on_subject=note, on_batch=renew, clock=clock)
    renew()
    return finish_import(attempt, basics=named(package, row.name), contents=contents, by=by, now=clock())
