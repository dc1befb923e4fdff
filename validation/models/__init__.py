"""What the checks said: runs with their findings, what was waived, how rules are rolled out."""

from validation.models.instant import InstantFindings
from validation.models.overlays import Mode, RuleRollout, Waiver
from validation.models.runs import OPEN_RUNS, Finding, Run, RunState

__all__ = ["OPEN_RUNS", "Finding", "InstantFindings", "Mode", "RuleRollout", "Run", "RunState", "Waiver"]
