"""What only a deep run finds, as long as it still holds for the draft."""

from collections.abc import Iterator, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.catalogue import check_of
from tilekit.checks.finding import Stage
from tilekit.core.digest import digest_of
from tilekit.sections.files import section_of_place
from validation.models import Run
from validation.queries import findings_of_run
from validation.rules import ShownFinding


def deep_findings(run: Run, bundle: Bundle, *, known: Sequence[ShownFinding]) -> Iterator[ShownFinding]:
    """Findings of the run's deep checks about sections that are as they were read; known ones are left out."""
    prints, same = {found.fingerprint for found in known}, _unchanged(run, bundle)
    for found in findings_of_run(run):
        is_new = found.fingerprint not in prints and _is_deep(found.code)
        if is_new and section_of_place(found.path, found.file) in same:
            yield found


def _unchanged(run: Run, bundle: Bundle) -> set[str]:
    """The sections of which the run still speaks; of a run on demand only the whole is known."""
    if run.submission is None:
        return set(bundle.documents) if run.digest == bundle.digest else set()
    frozen = run.submission.section_digests
    return {key for key, now in bundle.documents.items() if frozen.get(key) == digest_of(now.values)}


def _is_deep(code: str) -> bool:
    """Whether only a run says it; a rule that is gone says nothing."""
    try:
        return check_of(code).stage is Stage.DEEP
    except KeyError:
        return False
