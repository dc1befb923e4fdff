"""Errors about jobs."""

from django.utils.translation import gettext_lazy as _

from common.errors import NotPossible, SlipwayError
from tilekit.checks.budget import BudgetExceeded


class LeaseLost(SlipwayError):
    """Another worker has claimed the job, so the current worker must not write anything else."""

    code = "job-lease-lost"
    message = _("Another worker has taken over this job.")


class JobPaused(Exception):
    """Maintenance has begun, so the job ends after its step and starts again afterwards.

    It isn't a SlipwayError: handlers turn those into a refusal.
    """


class StepTooLong(SlipwayError, BudgetExceeded):
    """A step of a job exceeded its time limit. Checks that run in the step handle it as BudgetExceeded."""

    code = "job-step-too-long"
    message = _("A step of this job took longer than {seconds} seconds.")


class JobNotFailed(NotPossible):
    code = "job-not-failed"
    message = _("Only a failed job can be retried.")
