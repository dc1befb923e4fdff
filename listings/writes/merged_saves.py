"""Merges the changes of an editor with those that others have saved since, so that no input is lost."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from common.actor import Actor
from common.errors import Stale
from listings.content.bundles import document_of
from listings.content.filled_fields import filled_from_fields
from listings.display.values import display_text
from listings.errors import SectionChanged, SectionUnknown
from listings.models import Section, SectionVersion
from listings.writes.clean_input import assert_storable, clean_changes, with_unsent_cells
from tilekit.core.digest import without_row_keys
from tilekit.core.field import Json
from tilekit.core.section import Document, Values
from tilekit.sections import section_of
from tilekit.sections.merge import Conflict, Conflicts, is_overruled, merge

Changes = Mapping[str, Json]


class Save(Struct, frozen=True, kw_only=True):
    """The changes of an editor to a section.

    changes is {field: whole new value as typed}, or a function that computes it from the values stored under the lock.
    Only typed values can be refused. version is the section version from which the editor started; None applies the
    changes to the current version. bases is {field: value in that version} as far as the editor knows it, for versions
    that are not in the history. renames is {old name: new name} of records. overrules is {path of a conflict: the other
    person's value, which the editor has seen and rejected}.
    """

    key: str
    changes: Changes | Callable[[Values], Changes]
    version: int | None = None
    bases: Changes = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)
    overrules: Mapping[str, Json] = field(default_factory=dict)


def merged_values(saves: Sequence[Save], sections: Mapping[str, Section], *, by: Actor) -> dict[str, Values]:
    """{key: new values} of the saved sections. Raises SectionUnknown, and one SectionChanged with all conflicts."""
    merged: dict[str, Values] = {}
    conflicts: dict[str, Conflict] = {}
    for save in saves:
        if save.key not in sections:
            raise SectionUnknown(field=save.key)
    assert_storable({save.key: save.changes for save in saves if not callable(save.changes)})
    assert_storable({save.key: save.bases for save in saves})
    for save in saves:
        result = _one_merged(save, sections[save.key], by=by)
        if isinstance(result, Conflicts):
            conflicts |= {f"{save.key}.{item.path}": item for item in result.items}
        else:
            merged[save.key] = result
    if conflicts:
        raise SectionChanged(
            versions={key: section.version for key, section in sections.items()},
            conflicts={
                path: {"base": item.base, "mine": item.ours, "theirs": item.theirs} for path, item in conflicts.items()
            },
            words={path: display_text(path, item.theirs) for path, item in conflicts.items()},
        )
    return merged


def _one_merged(save: Save, section: Section, *, by: Actor) -> Values | Conflicts:
    stored: Values = document_of(section).values
    raw = save.changes(stored) if callable(save.changes) else save.changes
    document, sent = section_of(save.key), clean_changes(save.key, raw, by=by)
    changes = with_unsent_cells(sent, stored, document, by=by)
    version = section.version if save.version is None else save.version
    if version > section.version:
        raise Stale  # no page can have seen this version, and the save would overwrite others
    contested = {name: value for name, value in changes.items() if section.changed.get(name, 0) > version}
    others = {name: value for name, value in changes.items() if name not in contested}
    if not contested:
        return {**stored, **others}
    overrules = {**_filled_in(section, stored), **save.overrules}
    base = _base(save, section, version=version, contested=contested, by=by)
    if base is None:
        sent_values = {name: _without_removed(value) for name, value in changes.items()}
        return _conflicts(contested, stored, overrules) or {**stored, **sent_values}
    # Cells that were not sent keep their old value, so that a row that others removed does not count as changed.
    sent_values = with_unsent_cells({name: sent[name] for name in contested}, base.values, document, by=by)
    result = merge(base, sent_values, document(stored), overrules=overrules)
    return result if isinstance(result, Conflicts) else {**result.values, **others}


def _base(save: Save, section: Section, *, version: int, contested: Changes, by: Actor) -> Document | None:
    """The version from which the editor started. A burst of edits leaves only its last version in the history."""
    document = section_of(save.key)
    if entry := entry_of(section, version):
        return document.read(entry.document, entry.schema)
    if not contested.keys() <= save.bases.keys():
        return None
    stored = document_of(section).values
    shown = clean_changes(save.key, {name: save.bases[name] for name in contested}, by=by)
    return document({**stored, **with_unsent_cells(shown, stored, document, by=by)})


def _filled_in(section: Section, stored: Values) -> Changes:
    """{field: value} of the values that other fields have filled in: what a person types replaces them."""
    names = (path.partition(".")[2] for path in filled_from_fields(section.key, stored, section.filled))
    return {name: stored.get(name) for name in names}


def _conflicts(contested: Changes, stored: Values, overrules: Changes) -> Conflicts | None:
    """The conflicts, if the version from which the editor started is gone from the history: all values that differ."""
    items = [
        Conflict(path=name, base=None, ours=value, theirs=stored.get(name))
        for name, value in contested.items()
        if without_row_keys(value) != without_row_keys(stored.get(name))
        and not is_overruled(overrules, name, stored.get(name))
    ]
    return Conflicts(items=tuple(items)) if items else None


def _without_removed(value: Json) -> Json:
    """The list without rows that consist only of a key: somebody else has removed them."""
    if not isinstance(value, list):
        return value
    return [row for row in value if not (isinstance(row, dict) and row.keys() == {"key"})]


def entry_of(section: Section, version: int) -> SectionVersion | None:
    """The entry of the history with this version of a section; None if there is none."""
    return SectionVersion.objects.filter(section=section, version=version).first()
