"""What has been read from an upload, in words: each file with its place, and the fields that are filled in."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from files.queries import stored_files
from listings.display.place_names import field_label, place_name, translate_message
from listings.imports.readings import ReadFile, Reading
from listings.models import Import
from tilekit.core.messages import Message, render
from tilekit.core.section import Values
from tilekit.recognition.exposed_metrics import proposed_prefix
from tilekit.recognition.gathered import noun_of
from tilekit.recognition.kinds import KIND_BY_NAME, LOG_FILE, LOG_SAMPLES
from tilekit.scaffold.paths import CHANGELOG, MANIFEST, OAUTH_FILE, README
from tilekit.sections import STEPS, section_of

_SHOWN_NAMES = 3
_READ_PATHS = frozenset((CHANGELOG, MANIFEST, OAUTH_FILE, README))


class FileGroup(Struct, frozen=True, kw_only=True):
    """Files of one kind with the same place.

    where says what happens to them, and workshop_url is the page for that; "" for most files. They are used if they are
    imported or if fields are filled in from them.
    """

    what: str
    names: Sequence[str]
    more: int
    where: str
    is_used: bool
    workshop_url: str = ""


class FilledStep(Struct, frozen=True, kw_only=True):
    """A step with the labels of the fields that are filled in."""

    title: str
    labels: Sequence[str]


def file_groups(files: Iterable[ReadFile], *, workshop_url: str = "") -> list[FileGroup]:
    """The files in groups, those that are used first. workshop_url is that of the draft, if there is one."""
    groups: dict[tuple[str, str, bool], list[ReadFile]] = {}
    for file in files:
        groups.setdefault((file.kind, _where(file), _is_used(file)), []).append(file)
    shown = [
        FileGroup(
            what=_capitalised(translate_message(noun_of(kind))),
            names=[file.sent for file in group[:_SHOWN_NAMES]],
            more=len(group[_SHOWN_NAMES:]),
            where=where,
            is_used=is_used,
            workshop_url=workshop_url if kind == LOG_FILE else "",
        )
        for (kind, where, is_used), group in groups.items()
    ]
    return sorted(shown, key=lambda group: not group.is_used)


def can_continue(row: Import) -> bool:
    """Whether an import needs time, an answer or another attempt; not if nothing in it was recognised."""
    reading = Reading.from_json(row.reading) if row.reading is not None else None
    if reading is None or reading.listings:
        return True
    return any(map(_is_used, reading.files))


def _is_used(file: ReadFile) -> bool:
    reason = Message.from_json(file.reason).id if file.reason else None
    return bool(file.path) or reason == KIND_BY_NAME[file.kind].use


def _where(file: ReadFile) -> str:
    if file.reason:
        return render(Message.from_json(file.reason), get_language() or "en")
    if file.place:
        return ". ".join(filter(None, (place_name(file.place), _conversion_note(file.kind), _left_out_note(file))))
    if file.path in _READ_PATHS:
        return _("Its values fill the fields of several steps")
    return _("Stored and exported unchanged")


def _conversion_note(kind: str) -> str:
    """What is filled in while a file is converted to a metrics file; "" for files that aren't."""
    if kind == "openmetrics":
        return _(
            "Names get the metric prefix if it is known, and empty cells the usual type, orientation and integration"
        )
    if kind == LOG_SAMPLES:
        return _(
            "Its first lines become samples with the results of your pipeline, without secrets and personal data. "
            "Check them in the pipeline workshop"
        )
    return _("Empty cells get the usual type, orientation and integration") if kind == "metrics-table" else ""


def _left_out_note(file: ReadFile) -> str:
    return _("Columns left out: {columns}").format(columns=", ".join(file.left_out)) if file.left_out else ""


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def filled_paths(reading: Reading) -> list[str]:
    """The paths (`section.field`) of the fields that the upload fills in."""
    said = (path for path in reading.says if not path.startswith("basics."))
    read = (f"{key}.{name}" for key, values in reading.documents.items() for name in _filled_names(key, values))
    loose = (file.place for file in reading.loose)
    return list(dict.fromkeys([*read, *loose, *said]))


def steps_of_paths(paths: Iterable[str]) -> list[FilledStep]:
    """The labels of the fields at the paths, by step in the order of the wizard."""
    labels: dict[str, dict[str, None]] = {}
    for path in paths:
        labels.setdefault(path.partition(".")[0], {}).setdefault(field_label(path))
    return [
        FilledStep(title=translate_message(step.title), labels=[label for label in shown if label])
        for step in STEPS
        if (shown := [label for section in step.sections for label in labels.get(section.key, ())])
    ]


def _filled_names(key: str, values: Values) -> list[str]:
    fields = section_of(key).fields
    return [name for name, value in values.items() if name in fields and not fields[name].is_empty(value)]


def prefix_for_metrics(reading: Reading) -> str:
    """The proposed prefix for exposed metrics; "" if their names have nothing in common. One query."""
    exposed = reading.exposed_metrics
    stored = stored_files([exposed.sha256]) if exposed else {}
    return next((proposed_prefix(file.read()) for file in stored.values()), "")


def initial_answers(reading: Reading) -> Mapping[str, str]:
    """The answers that the files give to the questions of a new listing."""
    if reading.has_manifest:
        route, offering = reading.basics.route, reading.basics.offering_type
    else:
        route, offering = reading.says.get("basics.route", ""), reading.says.get("basics.offering_type", "")
    answers = {"route": route, "offering_type": offering, "name": reading.title}
    return {name: value for name, value in answers.items() if value}
