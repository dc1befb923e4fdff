"""Runs with their findings, checks of live listings, waivers, disputes, and modes of checks and their changes."""

from validation.models.agent import AgentPackages
from validation.models.changes import CheckChange, CheckChangeKind
from validation.models.disputes import DISPUTE_OPEN, DisputeState, FindingDispute
from validation.models.dry_runs import DryRun
from validation.models.failures import CheckFailure
from validation.models.instant import InstantFindings, ShownBlocker
from validation.models.live import CheckCatalogue, LiveCheck, LiveFinding
from validation.models.overlays import CheckRollout, RolloutMode, Waiver, WaiverSource
from validation.models.requests import WAIVER_REQUEST_OPEN, WaiverRequest, WaiverRequestState
from validation.models.runs import FindingColumns, Run, RunFinding
from validation.run_states import RunState
