"""What is wrong with a suggested change: fields that refuse its values, and new blockers of the instant checks."""

from collections.abc import Iterator, Mapping
from functools import partial

from django.utils.translation import gettext as _
from msgspec.structs import replace

from files.queries import Loader, stored_files
from listings.content.bundles import values_by_section
from listings.content.references import Documents, FieldPath, file_references, value_at_path
from listings.content.submissions import bundle_of_submission
from listings.display.place_names import translate_message
from listings.models import Submission
from reviews.suggested_changes import SuggestedChange, changed_bytes, changed_values
from reviews.suggestion_places import SuggestionPlace
from tilekit.bundle import Bundle, Files
from tilekit.checks.finding import Finding, Severity
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.field import Field, Json
from tilekit.core.fields import TextField
from tilekit.core.fileref import FileRef
from tilekit.core.refusals import refusals
from tilekit.parse.csv import parse_csv
from tilekit.parse.positions import Position
from tilekit.sections import section_of
from validation.instant import findings_of_unsaved


def faults_of_change(place: SuggestionPlace, change: SuggestedChange, submission: Submission) -> Mapping[str, str]:
    """{name of a cell, "" for the whole place: reason} why the change can't be suggested.

    The fields read the values, and the instant checks must find no new blocker there. The submission's revision and
    listing must be loaded.
    """
    faults = dict(_refused(place, change))
    if faults:
        return faults
    before = bundle_of_submission(submission)
    after = _changed_bundle(place, change, before)
    known_blockers = {finding.fingerprint for finding in _blockers(before, submission)}
    for finding in _blockers(after, submission):
        if (
            finding.fingerprint not in known_blockers
            and (name := _cell_of(finding, place, change, after=after)) is not None
        ):
            faults.setdefault(name, translate_message(finding.message))
    return faults


def stored_bytes(sha256: str) -> bytes:
    """The content of a file; empty if it is not stored. Raises FileNotReadable."""
    stored = stored_files([sha256]).get(sha256)
    return stored.read() if stored else b""


def file_at(path: str, documents: Documents) -> str:
    """The name of the file in the field at the path; "" if there is none."""
    reference = FileRef.from_json(value_at_path(path, documents))
    return reference.name if reference else ""


def _refused(place: SuggestionPlace, change: SuggestedChange) -> Iterator[tuple[str, str]]:
    cells = change.cells or {"": change.after}
    for name, declared in place.declared.items():
        if name in cells and not _fits(declared, cells[name]):
            yield name, _("Enter a value that fits the field.")
    if change.is_in_file:
        return
    field = FieldPath.parse(place.path)
    if field is None:
        return
    values = changed_values(change, field, {field.field: [{"key": field.row or ""}]})
    for refusal in refusals(section_of(field.section), values, f"{field.section}."):
        yield refusal.path.rpartition(".")[2] if change.cells else "", translate_message(refusal.why)


def _fits(declared: Field[object], value: Json) -> bool:
    """Whether the value is one that the field describes: an address, for example, or one of its options."""
    if not declared.fits(value):
        return False
    if isinstance(declared, TextField) and isinstance(value, str) and value:
        return declared.is_well_formed(value)
    if isinstance(declared, ChoiceField) or (isinstance(declared, Choices) and not declared.is_open):
        values = value if isinstance(value, list) else [value] if value else []
        return set(values) <= {option.value for option in declared.options}
    return True


def _changed_bundle(place: SuggestionPlace, change: SuggestedChange, bundle: Bundle) -> Bundle:
    field = FieldPath.parse(place.path)
    if field is None:
        return bundle
    document = bundle.documents[field.section]
    if not change.is_in_file:
        values = {**document.values, **changed_values(change, field, document.values)}
        # The document refers to an uploaded file by the name that it gets.
        names = {reference.sha256: reference.name for reference in file_references(field.section, values).values()}
        new = {names[file.sha256]: partial(stored_bytes, file.sha256) for file in change.uploads.values()}
        documents = {**bundle.documents, field.section: type(document)(values)}
        return replace(bundle, documents=documents, files=_with_files(bundle, new), parsed={})
    name = file_at(place.path, values_by_section(bundle.documents))
    data = changed_bytes(change, bundle.files[name])
    return replace(bundle, files=_with_files(bundle, {name: lambda: data}), parsed={})


def _with_files(bundle: Bundle, new: Mapping[str, Loader]) -> Files:
    """The files of the bundle with other content in some of them."""
    if not new:
        return bundle.files
    return Files({**{path: partial(bundle.files.__getitem__, path) for path in bundle.files}, **new})


def _blockers(bundle: Bundle, submission: Submission) -> list[Finding]:
    return [row for row in findings_of_unsaved(submission.revision, bundle) if row.severity is Severity.BLOCKER]


def _cell_of(finding: Finding, place: SuggestionPlace, change: SuggestedChange, *, after: Bundle) -> str | None:
    """The cell of the place that a finding is about, "" for the whole place; None if it is about another place."""
    if not place.declared:
        name = file_at(place.path, values_by_section(after.documents))
        return _column_of(finding, change, after.files[name]) if finding.file == name else None
    if "" not in place.values and finding.path.startswith(f"{place.path}."):
        return finding.path.rpartition(".")[2]
    return "" if finding.path == place.path else None


def _column_of(finding: Finding, change: SuggestedChange, data: bytes) -> str:
    """The cell that a finding in a file is about, by default the first changed one; "" if the place is the file."""
    if not change.cells:
        return ""
    table, position = parse_csv(data), Position(finding.line or 0, finding.column or 0)
    records = [record for record in table.records if record.line <= position.line][-1:]
    names = {table.position(record, index): name for record in records for index, name in enumerate(table.header)}
    name = names.get(position, "")
    return name if name in table.header else next(iter(change.cells))
