"""Runs with their findings, checks of live listings, waivers, and modes of checks."""

from validation.models.agent import AgentPackages
from validation.models.dry_runs import OPEN_DRY_RUNS, DryRun, DryRunState
from validation.models.failures import CheckFailure
from validation.models.instant import InstantFindings
from validation.models.live import Catalogue, KeptFindings, LiveCheck, LiveFinding
from validation.models.overlays import Mode, RuleRollout, Waiver
from validation.models.runs import OPEN_RUNS, Finding, Run, RunState, SaidFinding

__all__ = [
    "OPEN_DRY_RUNS",
    "OPEN_RUNS",
    "AgentPackages",
    "Catalogue",
    "CheckFailure",
    "DryRun",
    "DryRunState",
    "Finding",
    "InstantFindings",
    "KeptFindings",
    "LiveCheck",
    "LiveFinding",
    "Mode",
    "RuleRollout",
    "Run",
    "RunState",
    "SaidFinding",
    "Waiver",
]
