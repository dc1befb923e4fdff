"""Applies fixes to a draft. It edits the folder as `tilekit fix` does, and copies the changes back to the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from listings.content.references import FieldPath
from listings.editing.draft_content import DraftContent, Paths
from listings.editing.folder_merge import FolderSides, file_names, merge_folder_values
from tilekit.bundle import Bundle, Files
from tilekit.checks.finding import Fix
from tilekit.checks.fix_application import apply_fixes
from tilekit.core.basics import listing_kind
from tilekit.core.digest import without_row_keys
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument, Values
from tilekit.scaffold.manifest import classifier_tags
from tilekit.scaffold.paths import MANIFEST
from tilekit.scaffold.read import Package, package_of_files
from tilekit.scaffold.tags import renamed_fields
from tilekit.sections.derived import derived_changes
from tilekit.sections.row_matching import row_identifier, rows_of


class DraftFixApplication:
    """Applies fixes, and remembers for each resulting bundle the content that would be stored."""

    def __init__(self, draft: DraftContent) -> None:
        self.bundle = draft.bundle()
        self._drafts = [(self.bundle, draft)]

    def carry_out(self, bundle: Bundle, fixes: Sequence[Fix]) -> Bundle:
        """The bundle with the fixes applied. They must be for different places, and bundle must be from this object."""
        draft = _with_fixes(self.draft_of(bundle), bundle, fixes)
        fixed = draft.bundle()
        self._drafts.append((fixed, draft))
        return fixed

    def draft_of(self, bundle: Bundle) -> DraftContent:
        """The content that belongs to a bundle of this object."""
        return next(draft for assembled, draft in self._drafts if assembled is bundle)


def _with_fixes(draft: DraftContent, bundle: Bundle, fixes: Sequence[Fix]) -> DraftContent:
    in_files = [replace(fix, values={}) for fix in fixes]
    fixed_files = apply_fixes(bundle, in_files).files
    fixed = with_files(draft, bundle, fixed_files) if _changed_paths(bundle.files, fixed_files) else draft
    fixed = replace(fixed, documents=_with_values(fixed.documents, fixes))
    return replace(fixed, documents=with_follow_ups(draft, fixed.documents))


def _changed_paths(old: Files, new: Files) -> set[str]:
    """The paths of files that were added, removed or changed."""
    both = set(old).intersection(new)
    return set(old).symmetric_difference(new) | {path for path in both if old.digest(path) != new.digest(path)}


def with_files(draft: DraftContent, bundle: Bundle, fixed_files: Files) -> DraftContent:
    """The draft's content after its folder was changed to these files. bundle is that of the draft."""
    before, after = (package_of_files(files, bundle.folder) for files in (bundle.files, fixed_files))
    new = {
        fixed_files.digest(path): fixed_files[path]
        for path in _changed_paths(bundle.files, fixed_files)
        if path in fixed_files
    }
    # Both folders are read with the current tag names, so a value stored under an old name looks unchanged.
    old_tags, new_tags = (classifier_tags(files.get(MANIFEST, b"")) for files in (bundle.files, fixed_files))
    removed_tags = old_tags - new_tags
    documents: dict[str, SectionDocument] = {}
    for key, section in draft.documents.items():
        rows = (row for value in bundle.documents[key].values.values() for row in rows_of(value))
        paths = {str(row.get("key")): file_names(row) for row in rows}
        sides = FolderSides(before=before.documents[key].values, after=after.documents[key].values, paths=paths)
        values = merge_folder_values(type(section), section.values, sides)
        documents[key] = type(section)({**values, **renamed_fields(key, values, removed_tags)})
    carried = _carried_files(draft.carried, before, after)
    fixed = replace(draft, documents=documents, carried=carried, written={**draft.written, **new})
    return _with_rest(_with_base(fixed, fixed_files, (before, after)), after)


def _carried_files(carried: Paths, before: Package, after: Package) -> Paths:
    """The carried files (those that do not belong to any section) with the changes of the folder."""
    old, new = ({path: package.files.digest(path) for path in package.carried} for package in (before, after))
    unchanged = {path: sha256 for path, sha256 in carried.items() if path in new or path not in old}
    return {**unchanged, **{path: sha256 for path, sha256 in new.items() if old.get(path) != sha256}}


def _with_base(draft: DraftContent, fixed_files: Files, packages: tuple[Package, Package]) -> DraftContent:
    """Add files that are written from fields to the base if the fields cannot reproduce their content."""
    files, base, new = draft.bundle().files, dict(draft.base), dict(draft.written)
    reproducible = set(base) if not draft.is_exact and _have_same_values(files, packages[1]) else {*base, *fixed_files}
    for path in {*packages[0].base, *packages[1].base}:
        if path not in fixed_files:
            base.pop(path, None)
        elif path in reproducible and (path not in files or files.digest(path) != fixed_files.digest(path)):
            base[path] = fixed_files.digest(path)
            new[base[path]] = fixed_files[path]
    return replace(draft, base=base, written=new)


def _have_same_values(files: Files, package: Package) -> bool:
    """Whether the folder that the portal writes has the same field values as the package."""
    written = package_of_files(files, package.folder).documents
    return all(
        _comparable(written[key].values) == _comparable(document.values) for key, document in package.documents.items()
    )


def _comparable(value: Json) -> Json:
    """The value with digests in place of file references, because the portal may use another name for a file."""
    if isinstance(value, dict):
        reference = FileRef.from_json(value)
        return (
            reference.sha256
            if reference
            else without_row_keys({name: _comparable(cell) for name, cell in value.items()})
        )
    return [_comparable(entry) for entry in value] if isinstance(value, list) else value


def _with_rest(draft: DraftContent, package: Package) -> DraftContent:
    """Carry the files that the portal no longer writes because the folder now has its own manifest."""
    files = draft.bundle().files
    lacking = {path: package.files.digest(path) for path in package.carried if path not in files}
    if not lacking:
        return draft
    new = {sha256: package.files[path] for path, sha256 in lacking.items()}
    return replace(draft, carried={**draft.carried, **lacking}, written={**draft.written, **new})


def _with_values(documents: Mapping[str, SectionDocument], fixes: Sequence[Fix]) -> Mapping[str, SectionDocument]:
    """The documents with the field values that the fixes set. Unknown paths are ignored."""
    fixed = dict(documents)
    for path, value in [item for fix in fixes for item in fix.values.items()]:
        place = FieldPath.parse(path)
        if place is not None and place.section in fixed:
            section = fixed[place.section]
            fixed[place.section] = type(section)({**section.values, place.field: _fixed_value(section, place, value)})
    return fixed


def _fixed_value(section: SectionDocument, place: FieldPath, value: object) -> Json:
    plain: Json = value if value is None or isinstance(value, bool | int | float | str) else str(value)
    if place.row is None:
        return section.coerced({place.field: plain})[place.field]
    rows = section.values.get(place.field)
    return [
        {**row, place.inner: plain} if isinstance(row, dict) and row_identifier(row, number) == place.row else row
        for number, row in enumerate(rows if isinstance(rows, list) else ())
    ]


def with_follow_ups(draft: DraftContent, documents: Mapping[str, SectionDocument]) -> Mapping[str, SectionDocument]:
    """The documents with the derived values that the change causes. Values that were due before stay unchanged."""
    before, after = (derived_changes(side, listing_kind(draft.basics, side)) for side in (draft.documents, documents))
    completed = dict(documents)
    for key, fields in after.items():
        new: Values = {name: value for name, value in fields.items() if before.get(key, {}).get(name) != value}
        completed[key] = type(completed[key])({**completed[key].values, **new})
    return completed
