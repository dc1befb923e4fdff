"""Runs with their findings, checks of live listings, waivers, and modes of checks."""

from validation.models.agent import AgentPackages
from validation.models.dry_runs import OPEN_DRY_RUNS, DryRun, DryRunState
from validation.models.failures import CheckFailure
from validation.models.instant import InstantFindings
from validation.models.live import CheckCatalogue, LiveCheck, LiveFinding
from validation.models.overlays import CheckRollout, RolloutMode, Waiver
from validation.models.runs import OPEN_RUNS, FindingColumns, Run, RunFinding, RunState

__all__ = [
    "OPEN_DRY_RUNS",
    "OPEN_RUNS",
    "AgentPackages",
    "CheckCatalogue",
    "CheckFailure",
    "CheckRollout",
    "DryRun",
    "DryRunState",
    "FindingColumns",
    "InstantFindings",
    "LiveCheck",
    "LiveFinding",
    "RolloutMode",
    "Run",
    "RunFinding",
    "RunState",
    "Waiver",
]
