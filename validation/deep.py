"""Findings of a deep run that are still valid for the draft."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from tilekit.bundle import Bundle
from validation.holding import Held, held_by
from validation.models import Run
from validation.queries import findings_of_run
from validation.rules import ShownFinding


class Deep(Struct, frozen=True, kw_only=True):
    """Findings of a run; earlier_at is when it ended if the draft has changed since."""

    findings: Sequence[ShownFinding] = ()
    earlier_at: datetime | None = None


def deep_of(runs: Iterable[Run | None], bundle: Bundle, *, known: Sequence[ShownFinding]) -> Deep:
    """The valid findings of the newest finished run, without those that are in known."""
    ended = (run for run in runs if run and run.marks)
    run = max(ended, key=lambda run: run.created_at, default=None)
    held = held_by(run, bundle) if run else Held()
    if run is None or not held.prints:
        return Deep()
    prints = held.prints - {found.fingerprint for found in known}
    found = [each for each in findings_of_run(run) if each.fingerprint in prints]
    return Deep(findings=found, earlier_at=None if held.is_same else run.finished_at)
