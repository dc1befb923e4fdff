"""Parts of writes that keep attestations true: checkboxes with which a partner confirms something."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from listings.content.bundles import document_of
from listings.errors import ValuesRefused
from listings.models import Revision, Section
from listings.queries.attestations import box_reason
from listings.writes.merged_saves import Changes
from tilekit.core.composite import Rows
from tilekit.core.digest import has_same_content
from tilekit.core.field import Json
from tilekit.core.fields import EVERY_FIELD, Flag
from tilekit.core.section import Document, Values
from tilekit.sections import SECTIONS, section_of
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.files import section_of_file
from tilekit.sections.row_matching import rows_of
from tilekit.sections.submission import SubmissionNotes

# {(section key, field): paths that the attestation is about}
ATTESTED: Mapping[tuple[str, str], Collection[str]] = {
    (section.key, name): field.attests
    for section in SECTIONS
    for name, field in section.fields.items()
    if isinstance(field, Flag) and field.attests
}
# The answers of the partner on Review & Submit, and the messages of API clients.
_NOT_ATTESTED = (SubmissionNotes.key, ApiEntities.key)
_FILES_OF_NO_SECTION = section_of_file("")
ATTESTING_SECTIONS = frozenset(key for key, _name in ATTESTED)


def assert_boxes_can_be_true(revision: Revision, merged: Mapping[str, Values], sections: Mapping[str, Section]) -> None:
    """Raises ValuesRefused if a checkbox is newly ticked whose condition the organisation does not meet."""
    for key, values in merged.items():
        for name, field in section_of(key).fields.items():
            if not (isinstance(field, Flag) and field.condition and values.get(name) is True):
                continue
            is_ticked = document_of(sections[key]).values.get(name) is True
            if not is_ticked and (reason := box_reason(revision, key, name)):
                raise ValuesRefused(fields={f"{key}.{name}": str(reason.text)}, why=str(reason.text))


def without_ticks(key: str, changes: Changes, stored: Values) -> Changes:
    """The changes without ticks of attestations: restoring an earlier version attests nothing."""
    boxes = {
        name for name, field in section_of(key).fields.items() if isinstance(field, Flag) and is_attestation(field)
    }
    return {name: value for name, value in changes.items() if name not in boxes or not value or stored.get(name)}


def is_attestation(field: Flag) -> bool:
    """Whether the checkbox confirms something about the listing, instead of being one of its properties."""
    return bool(field.attests or field.condition)


def changed_content(sections: Sequence[Section]) -> set[str]:
    """The paths of the fields and columns of rows that a save changes; the key of a section if only files changed."""
    return {path for section in sections if section.key not in _NOT_ATTESTED for path in _changed_paths(section)}


def _changed_paths(section: Section) -> Iterator[str]:
    if section.former is None:
        yield section.key
        return
    for name, field in section_of(section.key).fields.items():
        old, new = section.former.get(name), section.document.get(name)
        is_same = (field.is_empty(old) and field.is_empty(new)) or has_same_content(old, new)
        if not (is_same or field.read_only or (isinstance(field, Flag) and is_attestation(field))):
            columns = _changed_columns(field, old, new) if isinstance(field, Rows) else ()
            yield from (f"{section.key}.{name}.{column}" for column in columns)
            if not columns:
                yield f"{section.key}.{name}"


def _changed_columns(field: Rows[Document], old: Json, new: Json) -> list[str]:
    return [
        name
        for name in field.row.fields
        if not has_same_content([row.get(name) for row in rows_of(old)], [row.get(name) for row in rows_of(new)])
    ]


def ticks_to_remove(section: Section, paths: Collection[str]) -> dict[str, list[str]]:
    """{attestation: changed fields that it is about} of the boxes that were ticked before the save and still are."""
    before = section.document if section.former is None else section.former
    ticked = [name for name, value in section.document.items() if value is True and before.get(name) is True]
    matches_of = {name: _about(ATTESTED.get((section.key, name), ()), paths) for name in ticked}
    return {name: matches for name, matches in matches_of.items() if matches}


def _about(attested: Collection[str], paths: Collection[str]) -> list[str]:
    """The fields of the paths that are attested, and sections with attested fields whose files changed."""
    matches = (path for path in paths if tuple(attested) == EVERY_FIELD or _is_among(path, attested))
    return list(dict.fromkeys(".".join(path.split(".")[:2]) for path in matches))


def _is_among(path: str, attested: Collection[str]) -> bool:
    """Whether the path, its field or, for a section with files of its own, one of its fields is attested."""
    field = ".".join(path.split(".")[:2])
    sections = {one.partition(".")[0] for one in attested} - {_FILES_OF_NO_SECTION}
    return path in attested or field in attested or path in sections


def newly_unticked(section: Section) -> list[str]:
    """The attestations that the portal unticks with this save."""
    former = section.former or {}
    return [name for name in section.unticked if former.get(name) is True and not section.document.get(name)]
