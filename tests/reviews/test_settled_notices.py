"""E-mails that are sent later, such as daily digests, don't ask for reviews that somebody decided meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail

from accounts.actors import actor_of
from accounts.models import Person
from common.actor import Actor
from listings.actions import cancel_replacement, replace_submission
from notices.actions import choose_deliveries, send_digest
from notices.models import DigestEntry, NoticeTiming
from reviews.actions import hand_over_review
from reviews.actions.claims import claim_review
from reviews.actions.reminders import notify_overdue, remind_of_due_date
from tests.reviews.scene import DOCS, InReview, after, in_review, reviewer_for

pytestmark = pytest.mark.django_db
_KINDS = ("review.waiting", "review.due-soon", "review.overdue", "review.hand-over")
_WAITING, _HANDED_OVER = "Acme Widget is waiting for Documentation", "Acme Widget: review handed over to you"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture
def reader(scene: InReview) -> Actor:
    """A reviewer with a daily digest, whose team gets the second submission to review."""
    reader = reviewer_for(DOCS, name="Reader")
    selection = {(kind, "email"): NoticeTiming.DAILY for kind in _KINDS}
    choose_deliveries(selection=selection, by=actor_of(Person.objects.get(pk=reader.id)))
    scene.send_back(DOCS)
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=after(hours=1))
    scene.resubmit(now=after(hours=2))
    return reader


@pytest.fixture
def digest(reader: Actor, run_jobs: Callable[[], int]) -> Callable[[], str]:
    """Sends the reader's digest and returns its text; "" if there was nothing to send."""

    def sent() -> str:
        run_jobs()
        mail.outbox.clear()
        assert DigestEntry.objects.filter(person_id=reader.id, mail=None).exists()
        send_digest(person_id=reader.id, until=after(days=30), now=after(days=30))
        run_jobs()
        address = Person.objects.get(pk=reader.id).email
        return "".join(str(message.body) for message in mail.outbox if message.to == [address])

    return sent


def test_digest_asks_for_a_review_that_waits(scene: InReview, digest: Callable[[], str]) -> None:
    scene.approve("engineering", now=after(hours=3))

    assert _WAITING in digest()


def test_digest_does_not_ask_for_a_decided_review(scene: InReview, digest: Callable[[], str]) -> None:
    scene.approve(DOCS, now=after(hours=3))

    assert digest() == ""


def test_digest_does_not_ask_while_the_partner_must_act(scene: InReview, digest: Callable[[], str]) -> None:
    scene.send_back("engineering", now=after(hours=3))

    assert digest() == ""


def test_digest_asks_once_for_the_newest_submission(scene: InReview, digest: Callable[[], str]) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=3))
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a site.", now=after(hours=3))
    scene.resubmit(now=after(hours=4))

    text = digest()

    assert text.count(_WAITING) == 1
    assert "Submission 3" in text


def test_digest_has_one_line_for_a_review_that_is_due_soon_and_then_overdue(
    scene: InReview, digest: Callable[[], str]
) -> None:
    review, due_at = scene.review(DOCS), scene.review(DOCS).due_at
    assert due_at is not None
    remind_of_due_date(review_id=review.pk, now=due_at - timedelta(minutes=1))
    notify_overdue(review_id=review.pk, now=due_at + timedelta(minutes=1))

    text = digest()

    assert ("is overdue" in text, "is due soon" in text, _WAITING in text) == (True, False, False)


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_digest_asks_while_the_partner_replaces(
    scene: InReview, digest: Callable[[], str], *, is_cancelled: bool
) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=3))
    if is_cancelled:
        cancel_replacement(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=4))

    assert _WAITING in digest()


@pytest.mark.parametrize("is_decided", [True, False])
def test_digest_asks_for_a_handed_over_review(
    scene: InReview, reader: Actor, digest: Callable[[], str], *, is_decided: bool
) -> None:
    review, holder = scene.review(DOCS), scene.team(DOCS)
    claim_review(review_id=review.pk, by=holder, now=after(hours=3))
    hand_over_review(review_id=review.pk, to=reader.id, by=holder, now=after(hours=3))
    if is_decided:
        scene.approve(DOCS, by=reader, now=after(hours=4))

    assert (_HANDED_OVER in digest()) is not is_decided
