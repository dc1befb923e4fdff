"""Errors about jobs."""

from django.utils.translation import gettext_lazy as _

from common.errors import NotPossible, SlipwayError
from tilekit.checks.budget import BudgetExceeded


class LeaseLost(SlipwayError):
    """Another worker has the job now, so this one must not write anything more."""

    code = "job-lease-lost"
    message = _("Another worker has taken over this job.")


class StepTooLong(SlipwayError, BudgetExceeded):
    """One step of a job exceeded its time limit. For a check that runs in it, this is BudgetExceeded."""

    code = "job-step-too-long"
    message = _("A step of this job took longer than {seconds} seconds.")


class JobNotFailed(NotPossible):
    code = "job-not-failed"
    message = _("Only a failed job can be retried.")
