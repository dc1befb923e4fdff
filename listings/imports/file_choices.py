"""What the person chose to do with each file of an import into a draft."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from listings.editing.draft_content import DraftContent
from listings.imports.readings import ReadFile
from tilekit.core.composite import UploadField
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.paths import base_name
from tilekit.core.section import Values
from tilekit.parse.json_values import text
from tilekit.parse.positions import Unparsable
from tilekit.recognition.filling import PlacedFile, proposed_short_name
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


def default_choices(documents: Mapping[str, Values], files: Iterable[ReadFile]) -> dict[str, FileChoice]:
    """For each file, replace the row with a file of its name or with its short name, or else add a row.

    If several files would replace a row, such as monitors with the same title, only the first does.
    """
    replaced, choices = set[tuple[str, str]](), dict[str, FileChoice]()
    for file in files:
        key = _row_of(documents, file)
        choices[file.sent] = FileChoice(replaces="" if (file.place, key) in replaced else key)
        replaced.add((file.place, key))
    return choices


def _row_of(documents: Mapping[str, Values], file: ReadFile) -> str:
    """The key of the row that has this file, perhaps in an earlier version; "" if there is none."""
    if isinstance(field_of(file.place), UploadField):
        return ""
    section, _, name = file.place.partition(".")
    rows = rows_of(documents.get(section, {}).get(name))
    same_file = (row for row in rows if base_name(file.path) in _names_in(row))
    title = text(documents.get("overview", {}).get("title"))
    names = {proposed_short_name(file.title, file.sent, listing=listing) for listing in ("", title)} - {""}
    same_name = (row for row in rows if row.get("short_name") in names)
    return next((str(row.get("key") or "") for row in (*same_file, *same_name)), "")


def _names_in(row: Mapping[str, Json]) -> set[str]:
    return {base_name(reference.name) for reference in filter(None, map(FileRef.from_json, row.values()))}


def new_file(file: ReadFile, choice: FileChoice) -> PlacedFile:
    reference = FileRef(key="", name=base_name(file.path), sha256=file.sha256, size=file.size)
    return PlacedFile(place=file.place, file=reference, replaces=choice.replaces, short_name=choice.short_name)
