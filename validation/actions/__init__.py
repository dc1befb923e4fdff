"""The actions of this app, one module for each subject."""

from validation.actions.agent import replace_agent_packages
from validation.actions.catalogue import record_catalogue
from validation.actions.instant import instant_findings, listed_instant_findings, refresh_instant_findings
from validation.actions.live import complete_catalogue, queue_live_checks, request_live_checks, store_live_check
from validation.actions.overlays import end_waiver, set_rollout, waive_finding
from validation.actions.runs import finish_run, forget_incomplete, request_run, run_again, run_checks_again
