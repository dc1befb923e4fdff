"""The background job that counts."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from insights.roll_up import roll_up
from jobs.kind_registry import Renew, job_kind


@job_kind("roll-up-insights", label=_("Update the numbers of Insights"), every=timedelta(hours=1))
def roll_up_insights(*, renew: Renew, **_: object) -> None:
    roll_up(clock=timezone.now, renew=renew)
