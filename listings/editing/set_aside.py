"""What a draft keeps although it does not count: its lines, and the documents after bringing back or removing one."""

from collections.abc import Iterable, Mapping

from listings.content.bundles import basics_of
from listings.content.references import FieldPath
from listings.models import Revision, SectionVersion
from tilekit.core.field import Json
from tilekit.core.section import SectionDocument, Values
from tilekit.sections import section_of
from tilekit.sections.applicability import SetAside, split
from tilekit.sections.configuration import Configuration
from tilekit.sections.kept import Kept, kept_lines
from tilekit.sections.row_matching import row_identifier

Documents = Mapping[str, SectionDocument]


def kept_by(revision: Revision, documents: Documents) -> list[Kept]:
    """The lines of a revision with these stored documents. At most one query; the listing must be loaded."""
    basics = basics_of(revision.listing)
    has_lines = any(line.is_entered for line in split(basics, documents).set_aside)
    return kept_lines(basics, documents, recent=_recent_methods(revision)) if has_lines else []


def _recent_methods(revision: Revision) -> list[str]:
    """The configuration methods that were chosen before, the latest first."""
    rows = SectionVersion.objects.filter(section__revision=revision, section__key=Configuration.key, section__scope="")
    # The whole documents, because a database may be unable to extract a value from a document with odd characters.
    code_types = (
        document.get("code_type") for document in rows.order_by("-version").values_list("document", flat=True)
    )
    return list(dict.fromkeys(str(code_type) for code_type in code_types if code_type))


def with_changes(documents: Documents, changes: Mapping[str, Json]) -> dict[str, SectionDocument]:
    """The documents with other values at some paths."""
    changed = {key: dict(document.values) for key, document in documents.items()}
    for path, value in changes.items():
        _holder(changed, path)[_name(path)] = value
    return {key: section_of(key)(values) for key, values in changed.items()}


def without_values(documents: Documents, paths: Iterable[str]) -> dict[str, SectionDocument]:
    """The documents without the values at these paths."""
    remaining = {key: dict(document.values) for key, document in documents.items()}
    for path in paths:
        _holder(remaining, path).pop(_name(path), None)
    return {key: section_of(key)(values) for key, values in remaining.items()}


def with_set_aside(documents: Mapping[str, Values], values: Iterable[SetAside]) -> dict[str, Values]:
    """The documents with values that another revision of the listing keeps, where they contain none."""
    completed = {key: dict(values) for key, values in documents.items()}
    for value in values:
        if value.section in completed:
            _holder(completed, value.path).setdefault(value.name, value.value)
    return completed


def _holder(documents: dict[str, Values], path: str) -> Values:
    """The values of the section or row that contain the path, copied so that they can be changed.

    For a row that does not exist, values that belong to nothing.
    """
    place = FieldPath.parse(path)
    if place is None:
        return {}
    values = documents[place.section]
    if place.row is None:
        return values
    stored = values.get(place.field)
    rows = [dict(row) if isinstance(row, dict) else row for row in stored] if isinstance(stored, list) else []
    values[place.field] = rows if isinstance(stored, list) else stored
    matching_rows = (
        row for number, row in enumerate(rows) if isinstance(row, dict) and row_identifier(row, number) == place.row
    )
    return next(matching_rows, {})


def _name(path: str) -> str:
    return path.rpartition(".")[2]
