"""Prepares the page of a revision's test accounts: what is stored, until when, and who has looked at it."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from common.actor import Actor
from common.lazy_text import LazyText
from listings.lifecycle.revisions import REVISION
from listings.models import Revision
from listings.states.revision_states import RevisionState
from reviews.guards import ACCOUNT_STATES, may_change_accounts
from reviews.models import EraseReason, ProductAccount
from reviews.queries.product_accounts import AccountView, account_views, accounts_of, erased_after
from studio.page_urls import revision_url, step_url

_STEPS_FIELD = "submission.test_steps"


class AccountRow(Struct, frozen=True, kw_only=True):
    """A test account without its secrets. until is when they were erased or will be; why_erased is "" before that."""

    account: ProductAccount
    until: datetime
    why_erased: LazyText
    views: Sequence[AccountView]


def accounts_context(revision: Revision, actor: Actor) -> dict[str, object]:
    """The template context of the pages about test accounts, without the form. Three queries."""
    listing, views = revision.listing, account_views(revision)
    is_open = RevisionState(revision.state) in ACCOUNT_STATES
    page_url = revision_url("test-accounts", revision)
    return {
        "listing": listing,
        "revision": revision,
        "breadcrumbs": [
            {"href": reverse("studio:listing-list"), "label": _("Listings")},
            {"href": listing.get_absolute_url(), "label": listing.name},
            {"href": page_url, "label": _("Test accounts")},
        ],
        "rows": [_row(account, views.get(account.pk, ())) for account in accounts_of(revision)],
        "steps_url": step_url(revision, "review", _STEPS_FIELD),
        "page_url": page_url,
        "days": erased_after().days,
        "is_open": is_open,
        "may_change": is_open and may_change_accounts(actor, listing.organisation_id),
    }


def _row(account: ProductAccount, views: Sequence[AccountView]) -> AccountRow:
    until = account.erased_at or account.changed_at + erased_after()
    return AccountRow(account=account, until=until, why_erased=_reason_words(account.erase_reason), views=views)


def _reason_words(reason: str) -> LazyText:
    """The reason in words: for a transition, its title in the timeline."""
    if reason in EraseReason.values:
        return EraseReason(reason).label
    return next((row.timeline for row in REVISION.rows if row.verb == reason), "")
