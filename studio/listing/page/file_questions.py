"""What an import into a draft asks about each file."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from files.queries import stored_files
from listings.display.place_names import place_name, translate_message
from listings.editing.draft_content import DraftContent
from listings.imports.file_choices import METRICS_PLACE, Choices, FileChoice, with_added_metrics
from listings.imports.readings import ReadFile, Reading
from tilekit.core.composite import UploadField
from tilekit.core.fileref import FileRef
from tilekit.core.paths import base_name
from tilekit.core.section import Values
from tilekit.parse.json_values import text
from tilekit.recognition.filling import asks_short_name, proposed_short_name
from tilekit.recognition.gathered import noun_of
from tilekit.recognition.upload_places import field_of
from tilekit.sections import limits
from tilekit.sections.row_matching import rows_of

ADD, ADD_METRICS, LEAVE_OUT = "add", "add-metrics", "leave"


class FileQuestion(Struct, frozen=True, kw_only=True):
    """The question what to do with a file. name is that of its inputs; short_name is None if it needs none."""

    name: str
    sent: str
    text: str
    value: str
    options: Sequence[Mapping[str, str]]
    short_name: str | None = None

    @property
    def props(self) -> dict[str, object]:
        """Props of the field for what to do with the file."""
        choice = {"kind": "choice", "variant": "select", "options": self.options, "value": self.value}
        return {"id": self.name, "name": self.name, "label": _("What to do"), "required": True, **choice}

    @property
    def short_name_props(self) -> dict[str, object]:
        """Props of the field for a new short name."""
        name, label = f"{self.name}_short", _("Short name, if it is new")
        return {"id": name, "name": name, "label": label, "value": self.short_name, "limit": limits.SHORT_NAME}


def draft_choices(reading: Reading, post: Mapping[str, str]) -> dict[str, FileChoice]:
    """The choices in a form, for the files that it asks about."""
    choices: dict[str, FileChoice] = {}
    for name, file in asked_files(reading).items():
        value = post.get(name)
        if value is None:
            continue
        choices[file.sent] = FileChoice(
            is_left_out=value == LEAVE_OUT,
            adds_metrics=value == ADD_METRICS,
            replaces="" if value in (ADD, ADD_METRICS, LEAVE_OUT) else value,
            short_name=post.get(f"{name}_short", "").strip(),
        )
    return choices


def asked_files(reading: Reading) -> dict[str, ReadFile]:
    """{name of an input: file} of the files that the person may leave out. A whole listing is imported as it is."""
    if reading.has_manifest:
        return {}
    return {f"file_{number}": file for number, file in enumerate(reading.files) if file.path}


def unasked_files(reading: Reading) -> list[ReadFile]:
    """The other files: those of a whole listing, and those that have only values or are not used."""
    return [file for file in reading.files if reading.has_manifest or not file.path]


def proposed_choices(reading: Reading, questions: Sequence[FileQuestion]) -> Choices:
    values = {question.name: question.value for question in questions}
    shorts = {f"{question.name}_short": question.short_name or "" for question in questions}
    return draft_choices(reading, {**values, **shorts})


def can_add_metrics(before: DraftContent, file: ReadFile) -> bool:
    """Whether the file has metrics that the draft's metrics file does not have. At most one query."""
    stored = stored_files([file.sha256]) if file.place == METRICS_PLACE else {}
    return any(with_added_metrics(before, file, sent.read()) is not None for sent in stored.values())


def question_about(
    name: str,
    file: ReadFile,
    documents: Mapping[str, Values],
    *,
    post: Mapping[str, str],
    adds_metrics: bool,
    proposed: FileChoice,
) -> FileQuestion:
    """The question about one file. proposed is what to do with it unless the person has chosen something else."""
    options = _options(file, documents, adds_metrics=adds_metrics)
    needs_name = bool(file.place) and asks_short_name(file.place)
    title = text(documents.get("overview", {}).get("title"))
    short = proposed_short_name(file.title, file.sent, listing=title) if needs_name else None
    return FileQuestion(
        name=name,
        sent=file.sent,
        text=_text(file),
        value=post.get(name) or proposed.replaces or ADD,
        options=options,
        short_name=post.get(f"{name}_short", short) if short is not None else None,
    )


def _text(file: ReadFile) -> str:
    """What the file is and where it would go: “This is a dashboard. Add it to Content › Dashboards?”"""
    what = _("This is {what}.").format(what=translate_message(noun_of(file.kind)))
    if not file.place:
        return _("{what} Its values replace those of the draft.").format(what=what)
    return _("{what} Add it to {place}?").format(what=what, place=place_name(file.place))


def _options(file: ReadFile, documents: Mapping[str, Values], *, adds_metrics: bool) -> list[dict[str, str]]:
    section, _dot, name = file.place.partition(".")
    stored = documents.get(section, {}).get(name)
    if not file.place:
        use = [{"value": ADD, "label": _("Use its values")}]
    elif isinstance(field_of(file.place), UploadField):
        old = FileRef.from_json(stored)
        label = _("Replace {name}").format(name=base_name(old.name)) if old else _("Add it")
        use = [{"value": ADD, "label": label}]
        if adds_metrics:
            use.append({"value": ADD_METRICS, "label": _("Add the new rows")})
    else:
        rows = [(str(row.get("key") or ""), _row_name(row)) for row in rows_of(stored)]
        replacing = [{"value": key, "label": _("Replace {name}").format(name=row)} for key, row in rows if key and row]
        use = [{"value": ADD, "label": _("Add it as a new entry")}, *replacing]
    return [*use, {"value": LEAVE_OUT, "label": _("Leave it out")}]


def _row_name(row: Values) -> str:
    names = [base_name(reference.name) for value in row.values() if (reference := FileRef.from_json(value))]
    return str(row.get("short_name") or row.get("caption") or next(iter(names), ""))
