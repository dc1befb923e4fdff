"""What whoever submits a listing declares about it."""

from collections.abc import Sequence

from listings.bundles import basics_of, documents_of_revision
from listings.models import Revision
from tilekit.core.basics import kind_of
from tilekit.core.fields import Flag
from tilekit.sections.submission import SubmissionNotes


def open_attestations(revision: Revision) -> Sequence[str]:
    """The boxes of Review & Submit that a person must tick for this kind of listing and nobody has; one query.

    The revision comes with its listing.
    """
    documents = documents_of_revision(revision)
    kind, values = kind_of(basics_of(revision.listing), documents), documents[SubmissionNotes.key].values
    boxes = {
        name: each for name, each in SubmissionNotes.fields.items() if isinstance(each, Flag) and not each.read_only
    }
    return [name for name, each in boxes.items() if each.is_missing(values, kind)]
