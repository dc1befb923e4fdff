"""Finds the logs that a person has sent for a draft, so that nobody has to paste them."""

from uuid import UUID

from django.db.models import Q
from msgspec import Struct

from common.actor import Actor
from files.queries import stored_files
from listings.imports.archive_parts import part_to_read
from listings.imports.queries import visible_imports
from listings.imports.readings import Reading
from listings.models import Import
from tilekit.recognition.content import FileContent
from tilekit.recognition.kinds import LOG_FILE
from tilekit.scaffold.archive import files_of_zip

_NEWEST, _MAX_READ_CHARACTERS = 3, 100_000


class SentLogs(Struct, frozen=True, kw_only=True):
    """The beginning of a log file, with its name."""

    name: str
    text: str


def sent_logs(revision_id: UUID, actor: Actor) -> SentLogs | None:
    """The newest log file that the actor sent for the draft, or with which they created it.

    None if there is none, or if its archive, which no listing uses, has been deleted.
    """
    imports = visible_imports(actor).filter(Q(revision=revision_id) | Q(target=revision_id), reading__isnull=False)
    return next(filter(None, map(_logs_of, imports.order_by("-created_at", "-pk")[:_NEWEST])), None)


def _logs_of(row: Import) -> SentLogs | None:
    names = [file.sent for file in Reading.from_json(row.reading).files if file.kind == LOG_FILE and not file.path]
    archive = stored_files([row.sha256]).get(row.sha256) if names else None
    if archive is None:
        return None
    data = archive.read()
    files, _folder = files_of_zip(data, part_to_read(data, row.part) or "")
    logs = files.get(names[0])
    return SentLogs(name=names[0], text=FileContent(names[0], logs).text[:_MAX_READ_CHARACTERS]) if logs else None
