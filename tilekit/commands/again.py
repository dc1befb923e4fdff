"""A listing that was checked before: the checks that must be asked again, and the whole of what is said of it then."""

from tilekit.bundle import Bundle
from tilekit.checks.changes import Marks, Stored, StoredMarks, merged
from tilekit.checks.context import Context
from tilekit.checks.engine import Report
from tilekit.checks.watching import FILE, Reads
from tilekit.commands.outcome import FindingJson, Outcome

_BROKEN = (LookupError, TypeError, ValueError, AttributeError)


class Before:
    """The last results of a listing, with the current listing."""

    def __init__(self, last: tuple[Outcome, StoredMarks] | None, bundle: Bundle, context: Context) -> None:
        self._bundle, self._context = bundle, context
        self._old = _marks(last[1]) if last else None
        self._now = Marks.of(self._old.reads if self._old else {}, bundle, context)
        self._said: list[FindingJson] = last[0]["findings"] if last and self._old else []
        self._skipped = last[0]["skipped"] if last and self._old else None

    @property
    def asked(self) -> set[str] | None:
        """The codes of the checks whose inputs have changed; None for all selected checks."""
        return self._old.asked_by(self._now) if self._old else None

    def joined(self, outcome: Outcome, report: Report) -> tuple[Outcome, StoredMarks]:
        """The new and the still valid results, combined, with everything that they were read from."""
        asked = self.asked or ()
        kept = [Stored(said) for said in self._said if said["code"] not in asked]
        told, untold = merged(kept, map(Stored, outcome["findings"]))
        reads = {**(self._old.reads if self._old else {}), **_with_fixes(report)}
        whole = outcome.copy()
        whole["findings"] = [each.said for each in told]
        whole["skipped"] = outcome["skipped"] if self._skipped is None else self._skipped
        marks = Marks.of(reads, self._bundle, self._context, known=self._now.places)
        return whole, marks.asking_again(report.untold | untold).as_json()


def _with_fixes(report: Report) -> Reads:
    """What the checks read, and the files of their fixes: the patch of one shows what stands around its edits."""
    files: dict[str, set[str]] = {}
    for finding in report.findings:
        if finding.fix:
            touched = {*(edit.file for edit in finding.fix.edits), *finding.fix.removed}
            touched |= {each.file for each in finding.fix.renditions}
            files.setdefault(finding.code, set()).update(FILE + file for file in touched)
    return {code: places | files.get(code, set()) for code, places in report.reads.items()}


def _marks(stored: StoredMarks) -> Marks | None:
    """None for data that tilekit has not written."""
    try:
        return Marks.from_json(stored)
    except _BROKEN:
        return None
