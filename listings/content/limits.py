"""Limits the total content of a draft's text files, because checks read every value in them."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from files import store
from files.errors import FileRefused
from files.models import Blob
from listings.content.bundles import bundle_of_revision, documents_of_revision
from listings.content.references import FieldPath
from listings.models import Revision
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument
from tilekit.parse.limits import TEXT_SUFFIXES, suffix_of, weight_of
from tilekit.scaffold.archive import MAX_WEIGHT
from tilekit.scaffold.largest import largest_part


def assert_content_fits(revision: Revision, files: Mapping[FieldPath, tuple[str, Blob]]) -> None:
    """Raises FileRefused if the draft's text files would be too large in total with these files.

    files is {place: (file name, content)}.
    """
    new = {place: file for place, file in files.items() if suffix_of(file[0]) in TEXT_SUFFIXES}
    if not new:
        return
    replaced, old = _replaced_digests(revision, new), bundle_of_revision(revision).files
    others = (path for path in old if suffix_of(path) in TEXT_SUFFIXES and old.digest(path) not in replaced)
    weights = {path: weight_of(path, old[path]) for path in others}
    for name, blob in new.values():
        weights[name] = weight_of(name, store.read(blob.pk, blob.storage_name)) + weights.get(name, 0)
    if sum(weights.values()) > MAX_WEIGHT:
        why = _(
            "With this file, the listing's files contain more than {limit} values and lines in total. The largest "
            "part is {place}. Remove content that customers don't need."
        )
        name = next(iter(new.values()))[0]
        raise FileRefused(name=name, why=why.format(limit=MAX_WEIGHT, place=largest_part(weights)), reason="too-large")


def _replaced_digests(revision: Revision, places: Iterable[FieldPath]) -> set[str]:
    """The digests of the files that are at these places now."""
    documents = documents_of_revision(revision)
    references = (_replaced_file(documents.get(place.section), place) for place in places)
    return {reference.sha256 for reference in references if reference}


def _replaced_file(document: SectionDocument | None, place: FieldPath) -> FileRef | None:
    value = document.values.get(place.field) if document else None
    if place.row and isinstance(value, list):
        rows = (row for row in value if isinstance(row, dict) and row.get("key") == place.row)
        value = next(rows, {}).get(place.inner)
    return FileRef.from_json(value)
