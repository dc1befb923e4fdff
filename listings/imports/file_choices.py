"""What the person chose to do with each file of an import into a draft."""

from collections.abc import Mapping

from msgspec import Struct

from listings.editing.draft_content import DraftContent
from listings.imports.readings import ReadFile
from tilekit.core.composite import UploadField
from tilekit.core.fileref import FileRef
from tilekit.core.paths import base_name
from tilekit.core.section import Values
from tilekit.parse.positions import Unparsable
from tilekit.recognition.filling import PlacedFile
from tilekit.recognition.upload_places import field_of
from tilekit.sections.row_matching import rows_of
from tilekit.suggest.new_metrics import with_new_metrics

METRICS_PLACE = "data.metadata_csv"


class FileChoice(Struct, frozen=True, kw_only=True):
    """What to do with a file: leave it out, put it in a row (by its key), or add a row with a short name.

    adds_metrics adds the new rows of a metrics file to that of the draft.
    """

    is_left_out: bool = False
    adds_metrics: bool = False
    replaces: str = ""
    short_name: str = ""


# {path with which a file was sent: choice}; other files are added, or replace the file of the same name.
Choices = Mapping[str, FileChoice]


def with_added_metrics(draft: DraftContent, file: ReadFile, sent: bytes) -> bytes | None:
    """The metrics file of the draft with the new rows of the sent one; None if there are none, or nothing to add to."""
    section, _, name = file.place.partition(".")
    old = FileRef.from_json(draft.documents[section].values.get(name)) if file.place == METRICS_PLACE else None
    if old is None:
        return None
    try:
        stored = draft.read(old.sha256)
        together = with_new_metrics(stored, sent)
    except Unparsable:
        return None
    return together if together != stored else None


def default_choice(documents: Mapping[str, Values], file: ReadFile) -> FileChoice:
    """Replace the file of the same name in a row, or else add a row."""
    if isinstance(field_of(file.place), UploadField):
        return FileChoice()
    section, _, name = file.place.partition(".")
    for row in rows_of(documents.get(section, {}).get(name)):
        references = filter(None, map(FileRef.from_json, row.values()))
        if any(base_name(reference.name) == base_name(file.path) for reference in references):
            return FileChoice(replaces=str(row.get("key") or ""))
    return FileChoice()


def new_file(file: ReadFile, choice: FileChoice) -> PlacedFile:
    reference = FileRef(key="", name=base_name(file.path), sha256=file.sha256, size=file.size)
    return PlacedFile(place=file.place, file=reference, replaces=choice.replaces, short_name=choice.short_name)
