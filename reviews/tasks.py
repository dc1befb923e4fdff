"""Background jobs for reviews."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Renew, job_kind
from reviews.actions import (
    erase_unneeded_account,
    escalate_review,
    expire_account,
    notify_overdue,
    release_absent_claim,
    release_leavers_claim,
    remind_of_due_date,
    warn_of_account_expiry,
)
from reviews.models import ProductAccount, Review
from reviews.queries.absences import claims_of_absent, claims_of_leavers
from reviews.queries.product_accounts import expired_accounts, expiring_accounts, unneeded_accounts
from reviews.queries.workload import due_soon, long_overdue, newly_overdue

TEST_ACCOUNTS_JOB = "erase-old-test-accounts"
# The people that are told first come first.
_DUE_NOTICES: tuple[tuple[Callable[[datetime], QuerySet[Review]], Callable[..., Any]], ...] = (
    (due_soon, remind_of_due_date),
    (newly_overdue, notify_overdue),
    (long_overdue, escalate_review),
)
_ACCOUNT_ACTIONS: tuple[tuple[Callable[[datetime], QuerySet[ProductAccount]], Callable[..., Any]], ...] = (
    (unneeded_accounts, erase_unneeded_account),
    (expiring_accounts, warn_of_account_expiry),
    (expired_accounts, expire_account),
)


@job_kind("notify-overdue-reviews", label=_("Notify teams of due and overdue reviews"), every=timedelta(hours=1))
def notify_overdue_reviews(*, renew: Renew, **_: object) -> None:
    now = timezone.now()
    for waiting, notify in _DUE_NOTICES:
        for review_id in list(waiting(now).order_by("due_at", "pk").values_list("pk", flat=True)):
            notify(review_id=review_id, now=now)
            renew()


@job_kind("release-absent-claims", label=_("Release claims of absent reviewers"), every=timedelta(hours=1))
def release_absent_claims(*, renew: Renew, **_: object) -> None:
    now = timezone.now()
    for claim_id in claims_of_absent(now):
        release_absent_claim(claim_id=claim_id, now=now)
        renew()
    for claim_id in list(claims_of_leavers().order_by("pk").values_list("pk", flat=True)):
        release_leavers_claim(claim_id=claim_id, now=now)
        renew()


@job_kind(TEST_ACCOUNTS_JOB, label=_("Erase old test accounts"), every=timedelta(minutes=10))
def erase_old_test_accounts(*, renew: Renew, **_: object) -> None:
    now = timezone.now()
    for due, act in _ACCOUNT_ACTIONS:
        for account_id in list(due(now).order_by("changed_at", "pk").values_list("pk", flat=True)):
            act(account_id=account_id, now=now)
            renew()
