"""What can go wrong with a job, as types."""

from django.utils.translation import gettext_lazy as _

from common.errors import NotPossible, SlipwayError
from tilekit.checks.budget import BudgetExceeded


class LeaseLost(SlipwayError):
    """Another worker took the job over: nothing may be written any more."""

    code = "job-lease-lost"
    message = _("Another worker has taken over this job.")


class StepTooLong(SlipwayError, BudgetExceeded):
    """One step of a job ran longer than it may. Of a check that ran then, it is the budget."""

    code = "job-step-too-long"
    message = _("A step of this job took longer than {seconds} seconds.")


class JobNotFailed(NotPossible):
    code = "job-not-failed"
    message = _("Only a failed job can be retried.")
