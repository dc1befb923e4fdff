"""Asking the checks about a content: those that read nothing of the context are asked once for one reading."""

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
    """What all checks say; reading names the content (`validation.kept.reading_of`).

    on_subject is called after each subject. A check that the limit of a step has stopped leaves a whole step to the
    others, and renew is called.
    """
    known = known_of(reading)
    report = run_checks(bundle, context, on_subject=on_subject, on_stop=renew, watched=True, known=known)
    if known is None:
        keep_pure_part(reading, pure_part(report), now=clock())
    return report
