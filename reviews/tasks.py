"""Background jobs for reviews."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Renew, job_kind
from reviews.actions import notify_overdue
from reviews.queries.workload import newly_overdue


@job_kind("notify-overdue-reviews", label=_("Notify teams of overdue reviews"), every=timedelta(hours=1))
def notify_overdue_reviews(*, renew: Renew, **_: object) -> None:
    now = timezone.now()
    for review_id in list(newly_overdue(now).order_by("due_at", "pk").values_list("pk", flat=True)):
        notify_overdue(review_id=review_id, now=now)
        renew()
