"""The background job that deletes old trials."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Renew, job_kind
from trials.actions import delete_expired_trials

EXPIRED_TRIALS_JOB = "delete-expired-trials"


@job_kind(EXPIRED_TRIALS_JOB, label=_("Delete trials of OAuth clients"), every=timedelta(days=1))
def delete_trials(*, renew: Renew, **_options: object) -> None:
    """Delete the log of trials, and the tokens that they issued, after 30 days."""
    while delete_expired_trials(now=timezone.now()):
        renew()
