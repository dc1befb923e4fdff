"""Queries about checks."""

from validation.queries.instant import InstantResults, effective_instant_results
from validation.queries.overlays import modes_by_code, overlay_of, overlays_of, starts_by_code, waivers_of
from validation.queries.runs import (
    RunProgress,
    delayed_runs,
    findings_of_run,
    findings_of_submission,
    latest_draft_run,
    latest_run,
    latest_runs,
    progress_of,
    runs_of_submissions,
    unchecked_of_run,
)
