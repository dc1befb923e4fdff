"""Queries about test accounts. They never read the secrets, except for the action that shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from accounts.queries import names_of
from audit.queries import events_about
from common.lazy_text import LazyText
from listings.models import Revision
from reviews.guards import ACCOUNT_STATES, RETRACT_WITHIN
from reviews.models import Decision, ProductAccount
from reviews.policies import TEST_ACCOUNT_DAYS

_EXPIRY_WARNING = timedelta(days=7)
_MAX_VIEWS = 100
# A withdrawal that began in time can end a little later.
_DECISION_FINAL = RETRACT_WITHIN + timedelta(minutes=1)


class AccountView(Struct, frozen=True, kw_only=True):
    """A reviewer of a team has looked at the secrets of a test account."""

    account_id: UUID
    by: str
    team: LazyText
    at: datetime


def accounts_of(revision: Revision) -> list[ProductAccount]:
    """The test accounts of a revision without their secrets, with the erased ones last. One query."""
    rows = ProductAccount.objects.filter(revision=revision).defer("sealed").select_related("changed_by")
    return sorted(rows.order_by("pk"), key=lambda account: account.is_erased)


def account_views(revision: Revision) -> Mapping[UUID, Sequence[AccountView]]:
    """{account ID: who has looked at it, the latest first}, at most 100 in total. Two queries."""
    events = list(events_about("revision", revision.pk).filter(verb="product-account.view")[:_MAX_VIEWS])
    names = names_of(event.actor_id for event in events)
    views: dict[UUID, list[AccountView]] = {}
    for event in events:
        account_id = UUID(event.object_ids["account"])
        by = names.get(event.actor_id or account_id) or _("former member")
        view = AccountView(account_id=account_id, by=by, team=Team(event.object_ids["team"]).label, at=event.at)
        views.setdefault(account_id, []).append(view)
    return views


def erased_after() -> timedelta:
    """How long the secrets of an account are stored after their last change."""
    return timedelta(days=TEST_ACCOUNT_DAYS.value)


def expiring_accounts(now: datetime) -> QuerySet[ProductAccount]:
    """The accounts that will be erased soon, and about which the partner was not told yet.

    Soon is a week, or half of the time if accounts are erased sooner than after two weeks.
    """
    whole = erased_after()
    changed_by = now - whole + min(_EXPIRY_WARNING, whole / 2)
    rows = ProductAccount.objects.filter(erased_at=None, warned_at=None, changed_at__lte=changed_by)
    return rows.filter(changed_at__gt=now - whole)


def expired_accounts(now: datetime) -> QuerySet[ProductAccount]:
    """The accounts that are not erased yet, although they were not changed for so long."""
    return ProductAccount.objects.filter(erased_at=None, changed_at__lte=now - erased_after())


def unneeded_accounts(now: datetime) -> QuerySet[ProductAccount]:
    """The accounts that are not erased yet, although the review is over and no team can withdraw its decision."""
    recent = Decision.objects.filter(review__revision=OuterRef("revision"), at__gte=now - _DECISION_FINAL)
    rows = ProductAccount.objects.filter(erased_at=None).exclude(revision__state__in=ACCOUNT_STATES)
    return rows.exclude(Exists(recent))
