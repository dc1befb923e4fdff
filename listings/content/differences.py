"""Compares two bundles of a listing. The differences can be stored as JSON."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.core.field import Json
from tilekit.sections.differences import Difference, differences

StoredDifference = dict[str, Json]


def stored_differences(before: Bundle, after: Bundle) -> list[StoredDifference]:
    """The changed fields in wizard order, then the changed files by path.

    Each difference is {section, path, file, kind, before, after}. For a file, section and path are "", and before and
    after are digests.
    """
    return [*_of_fields(before, after), *_of_files(before, after)]


def _of_fields(before: Bundle, after: Bundle) -> Iterator[StoredDifference]:
    for difference in differences(before.documents, after.documents):
        values: StoredDifference = {"before": difference.old, "after": difference.new}
        yield {
            "section": difference.section,
            "path": difference.path,
            "file": "",
            "kind": difference.kind.value,
            **values,
        }


def _of_files(before: Bundle, after: Bundle) -> Iterator[StoredDifference]:
    for path in sorted({*before.files, *after.files}):
        old, new = (bundle.files.digest(path) if path in bundle.files else None for bundle in (before, after))
        if old != new:
            kind = Difference.between(old, new, section="", path="").kind
            yield {"section": "", "path": "", "file": path, "kind": kind.value, "before": old, "after": new}
