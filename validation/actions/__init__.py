"""Every write of this room, one transaction each."""

from validation.actions.agent import replace_agent_packages
from validation.actions.failures import forget_incomplete, run_again, run_checks_again
from validation.actions.instant import instant_findings, renew_instant_findings
from validation.actions.kept import drop_kept_findings, keep_pure_part
from validation.actions.live import (
    ask_live_checks,
    keep_live_check,
    note_catalogue,
    queue_live_checks,
    settle_catalogue,
)
from validation.actions.overlays import end_waiver, set_rollout, waive_finding
from validation.actions.runs import begin_run, finish_run, note_progress, request_run

__all__ = [
    "ask_live_checks",
    "begin_run",
    "drop_kept_findings",
    "end_waiver",
    "finish_run",
    "forget_incomplete",
    "instant_findings",
    "keep_live_check",
    "keep_pure_part",
    "note_catalogue",
    "note_progress",
    "queue_live_checks",
    "renew_instant_findings",
    "replace_agent_packages",
    "request_run",
    "run_again",
    "run_checks_again",
    "set_rollout",
    "settle_catalogue",
    "waive_finding",
]
