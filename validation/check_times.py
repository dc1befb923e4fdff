"""Records how long the checks take, if metrics are recorded."""

from collections.abc import Callable

from common import metrics


def check_recorder() -> Callable[[str, float], None] | None:
    """What `run_checks` calls after each check; None if nothing is recorded, so that the checks are not timed."""
    return _record if metrics.is_recording() else None


def _record(code: str, seconds: float) -> None:
    metrics.add(metrics.CHECK_RUNS, code)
    metrics.add(metrics.CHECK_SECONDS, code, by=seconds)
