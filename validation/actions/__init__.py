"""Every write of this room, one transaction each."""

from validation.actions.instant import instant_findings, renew_instant_findings
from validation.actions.overlays import end_waiver, set_rollout, waive_finding
from validation.actions.runs import begin_run, finish_run, note_progress, request_run

__all__ = [
    "begin_run",
    "end_waiver",
    "finish_run",
    "instant_findings",
    "note_progress",
    "renew_instant_findings",
    "request_run",
    "set_rollout",
    "waive_finding",
]
