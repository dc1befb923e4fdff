"""Prepares how the partner's product is tested, with its test accounts, for the page of a review."""

from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from reviews.guards import ACCOUNT_STATES
from reviews.models import ProductAccount
from reviews.page.review_page import ReviewPage
from reviews.queries.product_accounts import accounts_of, erased_after
from tilekit.core.field import Json


class HowToTest(Struct, frozen=True, kw_only=True):
    """What the partner wrote about testing, and the test accounts without their secrets.

    review_id is the review with which the reader can show the accounts. If it is None, reason says who can. expired are
    the accounts that the next run of the job erases. is_over means that the listing is no longer in review, so that all
    are erased.
    """

    steps: str
    data: str
    accounts: list[ProductAccount]
    expired: frozenset[UUID]
    is_over: bool
    review_id: UUID | None
    reason: str

    def __bool__(self) -> bool:
        return bool(self.steps or self.data or self.accounts)

    @property
    def has_secrets(self) -> bool:
        """Whether there is an account that a reviewer with a claim can see."""
        return not self.is_over and any(
            not account.is_erased and account.pk not in self.expired for account in self.accounts
        )


def how_to_test(page_data: ReviewPage) -> HowToTest:
    """How reviewers test the product. One query."""
    values = page_data.documents["submission"].values
    accounts, expire_before = accounts_of(page_data.revision), page_data.now - erased_after()
    return HowToTest(
        steps=_text(values.get("test_steps")),
        data=_text(values.get("test_data")),
        accounts=accounts,
        expired=frozenset(account.pk for account in accounts if account.changed_at <= expire_before),
        is_over=page_data.revision.state not in ACCOUNT_STATES,
        review_id=_claimed_review(page_data),
        reason=_who_may_see(page_data),
    )


def _claimed_review(page_data: ReviewPage) -> UUID | None:
    """The open review of this revision that the reader has claimed, of this team or of another one."""
    reviews = sorted(page_data.siblings, key=lambda review: review.pk != page_data.review.pk)
    return next((review.pk for review in reviews if _is_claimed_by_reader(page_data, review.pk)), None)


def _is_claimed_by_reader(page_data: ReviewPage, review_id: UUID) -> bool:
    claim = page_data.claims.get(review_id)
    return claim is not None and claim.person_id == page_data.actor.id


def _who_may_see(page_data: ReviewPage) -> str:
    if page_data.review.closed_at is not None:
        return _("This review is closed, so nobody can see the test accounts here.")
    if page_data.may_act:
        return _("To see the test accounts, claim this review. The partner sees who has looked at them.")
    return _("Only reviewers who have claimed a review of this listing can see its test accounts.")


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
