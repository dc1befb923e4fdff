"""Background jobs for reviews."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Renew, job_kind
from reviews.actions import expire_account, notify_overdue
from reviews.queries.product_accounts import expired_accounts
from reviews.queries.workload import newly_overdue


@job_kind("notify-overdue-reviews", label=_("Notify teams of overdue reviews"), every=timedelta(hours=1))
def notify_overdue_reviews(*, renew: Renew, **_: object) -> None:
    now = timezone.now()
    for review_id in list(newly_overdue(now).order_by("due_at", "pk").values_list("pk", flat=True)):
        notify_overdue(review_id=review_id, now=now)
        renew()


@job_kind("erase-old-test-accounts", label=_("Erase old test accounts"), every=timedelta(hours=1))
def erase_old_test_accounts(*, renew: Renew, **_: object) -> None:
    now = timezone.now()
    for account_id in list(expired_accounts(now).order_by("changed_at", "pk").values_list("pk", flat=True)):
        expire_account(account_id=account_id, now=now)
        renew()
