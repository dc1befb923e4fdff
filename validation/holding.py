"""Which deep findings of a run are still valid for a draft: those whose inputs have not changed since."""

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.catalogue import check_of
from tilekit.checks.changes import Marks, StoredMarks
from tilekit.checks.context import Context
from tilekit.checks.engine import Report
from tilekit.checks.finding import Finding, Stage
from tilekit.checks.row_places import resting_on_its_file, resting_on_its_row
from tilekit.checks.watching import CONTEXT
from validation.models import Run

# Only runs read the context; here it counts as unchanged.
_BESIDE = Context()


class Held(Struct, frozen=True, kw_only=True):
    """The fingerprints of valid deep findings; is_same: the draft has the content that the run read."""

    prints: frozenset[str] = frozenset()
    is_same: bool = False


def marks_of(report: Report, bundle: Bundle) -> StoredMarks:
    """Snapshot of the inputs of deep checks that found something, by the finding's fingerprint."""
    said = [found for found in report.findings if _is_deep(found.code) and found.code in report.reads]
    reads = {found.fingerprint: _places(found, report.reads[found.code], bundle) for found in said}
    return Marks.of(reads, bundle, _BESIDE).as_json()


def _places(found: Finding, places: frozenset[str], bundle: Bundle) -> frozenset[str]:
    """The inputs of one finding: only its row of a list, or only its file if the check works file by file.

    So a fix of one finding keeps the others valid.
    """
    read = frozenset(place for place in places if not place.startswith(CONTEXT))
    if check_of(found.code).by_file:
        return resting_on_its_file(found.path, found.file, read)
    return resting_on_its_row(found.path, read, bundle)


def is_as_read(run: Run, bundle: Bundle) -> bool:
    """Whether the draft has the content that the run read. Notes to reviewers may differ."""
    return run.digest == bundle.digest


def held_by(run: Run, bundle: Bundle) -> Held:
    """The run's deep findings that are valid for the draft; none if the run has not ended."""
    if not run.marks:
        return Held()
    then = Marks.from_json(run.marks)
    gone = then.asked_by(Marks.of(then.reads, bundle, _BESIDE))
    return Held(prints=frozenset(then.reads) - gone, is_same=is_as_read(run, bundle))


def _is_deep(code: str) -> bool:
    """Whether the check is a deep check; False if it no longer exists."""
    try:
        return check_of(code).stage is Stage.DEEP
    except KeyError:
        return False
