"""Test accounts are erased when a listing leaves its review, and when they were not changed for long."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from audit.models import Event
from common.actor import SYSTEM, TeamRole
from common.errors import NotPossible
from listings.actions import change_state, delete_listing
from listings.lifecycle import registry
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Transition, TransitionTarget
from listings.models import Revision
from listings.queries.timeline import timeline_events
from listings.states.revision_states import RevisionState
from reviews.actions import (
    AccountSecrets,
    claim_review,
    expire_account,
    replace_account,
    retract_decision,
    view_account,
)
from reviews.guards import ACCOUNT_STATES
from reviews.models import EraseReason, ProductAccount
from reviews.page.product_accounts import how_to_test
from reviews.page.review_page import ReviewPage
from reviews.tasks import erase_old_test_accounts
from reviews.writes.product_accounts import erase_accounts
from tests.listings.scene import NOW
from tests.reviews.accounts import SECRETS, give, is_erased
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, after, in_review, reviewer_for
from tests.transitions import reject_revision

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture
def account(scene: InReview) -> ProductAccount:
    return give(scene)


def erases(row: Transition) -> bool:
    """Whether the accounts are no longer needed: the listing leaves the states of work and review, or is withdrawn.

    An approval can be withdrawn, so that a job erases the accounts later.
    """
    kept = {*ACCOUNT_STATES, RevisionState.APPROVED, TransitionTarget.SAME, TransitionTarget.FORMER}
    leaves = row.target not in kept
    return bool(ACCOUNT_STATES & {*row.sources}) and (leaves or row.verb == "withdraw")


def test_every_transition_to_a_state_without_accounts_erases_them() -> None:
    erasing = {row.verb for row in REVISION.rows if "erase-accounts" in row.effects}

    assert erasing == {row.verb for row in REVISION.rows if erases(row)}
    assert erasing == {"reject", "withdraw", "archive", "delete"}


def reject(scene: InReview) -> None:
    lead = reviewer_for("ecosystems", role=TeamRole.LEAD)
    reject_revision(revision_id=scene.revision_id, reason="A duplicate.", by=lead, now=NOW)


def withdraw(scene: InReview) -> None:
    values = {"parameters": {}, "seen": None, "by": scene.owner, "now": NOW}
    change_state(REVISION, scene.revision_id, "withdraw", **values)


def archive(scene: InReview) -> None:
    scene.send_back()
    idle = {"active_at": NOW - timedelta(days=60), "idle_warned_at": NOW - timedelta(days=20)}
    Revision.objects.filter(pk=scene.revision_id).update(**idle)
    change_state(REVISION, scene.revision_id, "archive", parameters={}, seen=None, by=SYSTEM, now=NOW)


def delete(scene: InReview) -> None:
    scene.send_back()
    revision = scene.revision
    delete_listing(listing_id=revision.listing_id, seen=revision.version, by=scene.owner, now=NOW)


@pytest.mark.parametrize(
    "verb, act",
    {"reject": reject, "withdraw": withdraw, "archive": archive, "delete": delete}.items(),
)
def test_transition_erases_the_accounts(scene: InReview, account: ProductAccount, verb: str, act: object) -> None:
    act(scene)  # type: ignore[operator]

    assert is_erased(account)
    assert (account.erase_reason, account.erased_at) == (verb, NOW)
    (event,) = Event.objects.filter(verb="product-account.erase")
    assert event.object_ids["account"] == str(account.pk)


def test_accounts_stay_when_changes_are_requested(scene: InReview, account: ProductAccount) -> None:
    scene.send_back(now=after(hours=1))
    scene.resubmit(now=after(hours=2))

    assert not is_erased(account)


def test_a_stop_while_the_listing_is_rejected_loses_nothing(
    scene: InReview, account: ProductAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_after(change: RevisionChange) -> None:
        erase_accounts(change)
        raise KeyboardInterrupt

    monkeypatch.setitem(registry.effects, "erase-accounts", stop_after)
    with pytest.raises(KeyboardInterrupt):
        reject(scene)

    assert scene.revision.state == RevisionState.IN_REVIEW
    assert not is_erased(account)


def run_job(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    erase_old_test_accounts(renew=lambda: None)


def test_approval_erases_the_accounts_once_it_cannot_be_withdrawn(
    scene: InReview, account: ProductAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.approve_all()
    run_job(monkeypatch, after(minutes=11))
    assert not is_erased(account)

    run_job(monkeypatch, after(minutes=12))
    run_job(monkeypatch, after(minutes=13))  # after a stop, the job runs again

    assert is_erased(account)
    assert (account.erase_reason, account.erased_at) == ("all approved", after(minutes=12))
    (event,) = Event.objects.filter(verb="product-account.erase")
    assert event.object_ids["account"] == str(account.pk)


def test_accounts_stay_when_the_last_approval_is_withdrawn(
    scene: InReview, account: ProductAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    *first, last = FIRST_TEAMS
    scene.approve_all(first)
    decision, review, by = scene.approve(last), scene.review(last), scene.team(last)
    retract_decision(decision_id=decision.pk, by=by, now=after(minutes=10))

    run_job(monkeypatch, after(days=1))

    claim_review(review_id=review.pk, by=by, now=after(days=1))
    secrets = view_account(review_id=review.pk, account_id=account.pk, by=by, now=after(days=1))
    assert secrets == SECRETS


def test_nobody_sees_the_accounts_of_an_approved_listing(scene: InReview, account: ProductAccount) -> None:
    scene.approve_all()
    review, by = scene.review(DOCS), scene.team(DOCS)
    claim_review(review_id=review.pk, by=by, now=NOW)

    with pytest.raises(NotPossible) as refused:
        view_account(review_id=review.pk, account_id=account.pk, by=by, now=NOW)
    assert refused.value.context["codes"] == ["state"]
    assert not how_to_test(ReviewPage(review=review, actor=by, now=NOW)).has_secrets


def test_accounts_cannot_be_changed_after_approval(scene: InReview, account: ProductAccount) -> None:
    scene.approve_all()

    with pytest.raises(NotPossible):
        give(scene, "Reader")


def test_job_erases_accounts_that_were_not_changed_for_long(
    scene: InReview, account: ProductAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = give(scene, "Reader", now=after(hours=1))
    end = NOW + timedelta(days=settings.TEST_ACCOUNT_DAYS)
    monkeypatch.setattr("django.utils.timezone.now", lambda: end - timedelta(seconds=1))
    erase_old_test_accounts(renew=lambda: None)
    assert not is_erased(account)

    monkeypatch.setattr("django.utils.timezone.now", lambda: end)
    erase_old_test_accounts(renew=lambda: None)
    erase_old_test_accounts(renew=lambda: None)  # after a stop, the job runs again

    assert (is_erased(account), account.erase_reason) == (True, EraseReason.EXPIRED)
    assert not is_erased(newer)
    (event,) = timeline_events(scene.revision.listing).filter(verb="product-account.expire")
    assert event.at == end


def test_account_that_is_too_old_is_not_shown_before_the_job_runs(scene: InReview, account: ProductAccount) -> None:
    end = NOW + timedelta(days=settings.TEST_ACCOUNT_DAYS)
    review, by = scene.review(DOCS), scene.team(DOCS)
    claim_review(review_id=review.pk, by=by, now=end)

    with pytest.raises(NotPossible) as refused:
        view_account(review_id=review.pk, account_id=account.pk, by=by, now=end)
    assert refused.value.context["codes"] == ["account-expired"]
    for now, expired in ((end - timedelta(hours=1), set()), (end, {account.pk})):
        page = how_to_test(ReviewPage(review=review, actor=by, now=now))
        assert (page.expired, page.has_secrets) == (expired, not expired)


def test_replacing_an_account_keeps_it_longer(scene: InReview, account: ProductAccount) -> None:
    end = NOW + timedelta(days=settings.TEST_ACCOUNT_DAYS)
    new = {"label": "Root", "secrets": AccountSecrets(password="other"), "by": scene.owner}
    replace_account(revision_key=scene.revision_id, account_id=account.pk, now=end - timedelta(days=1), **new)

    expire_account(account_id=account.pk, now=end)

    assert not is_erased(account)
    assert account.label == "Root"
