"""Actions on test accounts: partners add, replace and remove them, and the reviewer with the claim views them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM, Actor
from common.constraints import raises_if_violated
from common.errors import NotAllowed, NotFound, NotPossible
from common.ids import uuid7
from common.names import assert_readable
from listings.lifecycle.revision_locks import RevisionKey, lock_revision
from listings.models import Revision
from reviews.actions.access import locked_open_review, person_of
from reviews.errors import AccountLabelTaken
from reviews.guards import ACCOUNT_STATES, may_change_accounts
from reviews.models import EraseReason, ProductAccount, Review
from reviews.queries import active_claims
from reviews.queries.product_accounts import expired_accounts, unneeded_accounts
from reviews.sealed_accounts import AccountSecrets, sealed, unsealed
from reviews.writes.product_accounts import erase_account

MAX_ACCOUNTS = 10


@action
def add_account(
    *, revision_key: RevisionKey, label: str, secrets: AccountSecrets, by: Actor, now: datetime
) -> ProductAccount:
    """Add a test account to a revision. Raises AccountLabelTaken, NotFound, NotAllowed, NotPossible."""
    revision = _locked_revision(revision_key, by)
    if ProductAccount.objects.filter(revision=revision, erased_at=None).count() >= MAX_ACCOUNTS:
        text = _("A listing can have up to {n} test accounts. Remove one first.").format(n=MAX_ACCOUNTS)
        raise NotPossible(reasons=text, codes=["too-many-accounts"])
    account = ProductAccount(pk=uuid7(), revision=revision)
    return _save(account, label=label, secrets=secrets, verb="product-account.add", by=by, now=now)


@action
def replace_account(
    *, revision_key: RevisionKey, account_id: UUID, label: str, secrets: AccountSecrets, by: Actor, now: datetime
) -> ProductAccount:
    """Replace all values of a test account. Raises AccountLabelTaken, NotFound, NotAllowed, NotPossible."""
    account = _locked_account(_locked_revision(revision_key, by), account_id)
    return _save(account, label=label, secrets=secrets, verb="product-account.replace", by=by, now=now)


@action
def remove_account(*, revision_key: RevisionKey, account_id: UUID, by: Actor, now: datetime) -> None:
    """Erase a test account. Raises NotFound, NotAllowed, NotPossible."""
    account = _locked_account(_locked_revision(revision_key, by), account_id)
    erase_account(account, reason=EraseReason.REMOVED, now=now)
    _record("product-account.remove", account, by=by, now=now)


@action
def view_account(*, review_id: UUID, account_id: UUID, by: Actor, now: datetime) -> AccountSecrets:
    """The secrets of a test account, for the reviewer who has claimed the review. Each call is an audit event.

    Raises NotFound, NotAllowed, AccountUnreadable, and NotPossible (closed, not claimed by the actor, expired).
    """
    review, person = locked_open_review(review_id, by), person_of(by)
    claim = active_claims([review.pk], now).get(review.pk)
    if claim is None or claim.person_id != person:
        raise NotPossible(reasons=_("Claim this review to see its test accounts."), codes=["claim-first"])
    if review.revision.state not in ACCOUNT_STATES:
        text = _("The listing is no longer in review, so nobody can see its test accounts.")
        raise NotPossible(reasons=text, codes=["state"])
    account = _locked_account(review.revision, account_id)
    if expired_accounts(now).filter(pk=account.pk).exists():
        text = _("This test account was not changed for too long, so nobody can see it any more.")
        raise NotPossible(reasons=text, codes=["account-expired"])
    secrets = unsealed(account)
    _record("product-account.view", account, by=by, now=now, review=review)
    return secrets


@action
def expire_account(*, account_id: UUID, now: datetime) -> None:
    """Erase a test account that was not changed for too long. Does nothing if it has been changed or erased."""
    rows = expired_accounts(now).select_related("revision").select_for_update(of=("self",))
    account = rows.filter(pk=account_id).first()
    if account is not None:
        erase_account(account, reason=EraseReason.EXPIRED, now=now)
        _record("product-account.expire", account, by=SYSTEM, now=now)


@action
def erase_unneeded_account(*, account_id: UUID, now: datetime) -> None:
    """Erase a test account of an approved listing. Does nothing if a team has withdrawn its approval."""
    revision_id = ProductAccount.objects.filter(pk=account_id).values_list("revision_id", flat=True).first()
    if revision_id is None:
        return
    revision = lock_revision(revision_id, by=SYSTEM)
    account = unneeded_accounts(now).select_for_update(of=("self",)).filter(pk=account_id).first()
    if account is not None:
        account.revision = revision
        erase_account(account, reason="all approved", now=now)
        _record("product-account.erase", account, by=SYSTEM, now=now)


def _locked_revision(key: RevisionKey, by: Actor) -> Revision:
    """Lock a revision whose test accounts the actor may change now. Raises NotFound, NotAllowed, NotPossible."""
    revision = lock_revision(key, by=by)
    organisation_id = revision.listing.organisation_id
    if not may_change_accounts(by, organisation_id):
        raise NotAllowed if by.belongs_to(organisation_id) else NotFound
    if revision.state not in ACCOUNT_STATES:
        text = _("Test accounts can be changed until the listing is approved, rejected or archived.")
        raise NotPossible(reasons=text, codes=["state"])
    return revision


def _locked_account(revision: Revision, account_id: UUID) -> ProductAccount:
    """Lock a test account that is not erased. Raises NotFound."""
    rows = ProductAccount.objects.select_for_update(of=("self",)).filter(revision=revision, erased_at=None)
    account = rows.filter(pk=account_id).first()
    if account is None:
        raise NotFound
    account.revision = revision
    return account


def _save(
    account: ProductAccount, *, label: str, secrets: AccountSecrets, verb: str, by: Actor, now: datetime
) -> ProductAccount:
    assert_readable(label)
    if secrets == AccountSecrets():
        text = _("Enter a user name, a password or another value of the account.")
        raise NotPossible(reasons=text, codes=["account-empty"])
    account.label, account.sealed = label, sealed(account.pk, secrets)
    account.changed_by_id, account.changed_at, account.warned_at = person_of(by), now, None
    columns = "reviews_productaccount.revision_id, reviews_productaccount.label"
    with raises_if_violated("reviews_productaccount_one_label", columns, AccountLabelTaken(label=label)):
        account.save()
    _record(verb, account, by=by, now=now)
    return account


def _record(verb: str, account: ProductAccount, *, by: Actor, now: datetime, review: Review | None = None) -> None:
    revision = account.revision
    objects: dict[str, UUID | str | int] = {"account": account.pk, "revision": revision.pk}
    objects |= {"listing": revision.listing_id}
    objects |= {"review": review.pk, "team": review.team} if review else {}
    record_event(verb, by=by, objects=objects, now=now)
