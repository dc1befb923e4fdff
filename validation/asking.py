"""Runs all checks on some content. Findings that do not depend on the context are cached."""

from collections.abc import Callable
from datetime import datetime

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import Report, pure_part, run_checks
from validation.actions.kept import keep_pure_part
from validation.kept import known_of


def ask_checks(
    bundle: Bundle,
    context: Context,
    *,
    reading: str,
    on_subject: Callable[[str], None],
    renew: Callable[[], None],
    clock: Callable[[], datetime],
) -> Report:
    """The report of all checks. reading is the digest of the content (`validation.kept.reading_of`).

    on_subject is called after each subject. renew is called after a check was stopped by its time limit, so that the
    other checks have the full time of a step.
    """
    known = known_of(reading)
    report = run_checks(bundle, context, on_subject=on_subject, on_stop=renew, watched=True, known=known)
    if known is None:
        keep_pure_part(reading, pure_part(report), now=clock())
    return report
