"""Limits the total content of a draft's text files, because checks read every value in them."""

from django.utils.translation import gettext as _

from files.errors import FileRefused
from files.models import Blob
from files.queries import read_blob
from listings.content.bundles import bundle_of_revision, documents_of_revision
from listings.content.references import FieldPath
from listings.models import Revision
from tilekit.core.fileref import FileRef
from tilekit.parse.limits import TEXT_SUFFIXES, suffix_of, weight_of
from tilekit.scaffold.archive import MAX_WEIGHT
from tilekit.scaffold.largest import largest_part


def assert_content_fits(revision: Revision, place: FieldPath, *, name: str, blob: Blob) -> None:
    """Raises FileRefused if the draft's text files would be too large in total with this file at this place."""
    if suffix_of(name) not in TEXT_SUFFIXES:
        return
    replaced, files = _replaced_digest(revision, place), bundle_of_revision(revision).files
    others = (path for path in files if suffix_of(path) in TEXT_SUFFIXES and files.digest(path) != replaced)
    weights = {path: weight_of(path, files[path]) for path in others}
    weights[name] = weight_of(name, read_blob(blob.sha256)) + weights.get(name, 0)
    if sum(weights.values()) > MAX_WEIGHT:
        why = _(
            "With this file, the listing's files contain more than {limit} values and lines in total. The largest "
            "part is {place}. Remove content that customers don't need."
        )
        raise FileRefused(name=name, why=why.format(limit=MAX_WEIGHT, place=largest_part(weights)), reason="too-large")


def _replaced_digest(revision: Revision, place: FieldPath) -> str:
    """The digest of the file that is at this place now; "" if there is none."""
    document = documents_of_revision(revision).get(place.section)
    value = document.values.get(place.field) if document else None
    if place.row and isinstance(value, list):
        rows = (row for row in value if isinstance(row, dict) and row.get("key") == place.row)
        value = next(rows, {}).get(place.inner)
    reference = FileRef.from_json(value)
    return reference.sha256 if reference else ""
