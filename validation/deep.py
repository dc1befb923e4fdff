"""What only a deep run finds, as long as it still holds for the draft."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from tilekit.bundle import Bundle
from validation.holding import Held, held_by
from validation.models import Run
from validation.queries import findings_of_run
from validation.rules import ShownFinding


class Deep(Struct, frozen=True, kw_only=True):
    """Findings of a run, and when it ended where the draft is another one since."""

    findings: Sequence[ShownFinding] = ()
    earlier_at: datetime | None = None


def deep_of(runs: Iterable[Run | None], bundle: Bundle, *, known: Sequence[ShownFinding]) -> Deep:
    """What the deep checks of the newest run that ended said that still holds; what is known is left out."""
    ended = (run for run in runs if run and run.marks)
    run = max(ended, key=lambda run: run.created_at, default=None)
    held = held_by(run, bundle) if run else Held()
    if run is None or not held.prints:
        return Deep()
    prints = held.prints - {found.fingerprint for found in known}
    found = [each for each in findings_of_run(run) if each.fingerprint in prints]
    return Deep(findings=found, earlier_at=None if held.is_same else run.finished_at)
