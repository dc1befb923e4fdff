"""Runs with their findings, checks of live listings, waivers, and modes of checks."""

from validation.models.agent import AgentPackages
from validation.models.dry_runs import DryRun
from validation.models.failures import CheckFailure
from validation.models.instant import InstantFindings
from validation.models.live import CheckCatalogue, LiveCheck, LiveFinding
from validation.models.overlays import CheckRollout, RolloutMode, Waiver
from validation.models.requests import WaiverRequest, WaiverRequestState
from validation.models.runs import FindingColumns, Run, RunFinding
from validation.run_states import RunState
