"""People who have left a team get no more notices about it: not in the portal, not by e-mail, not in a digest."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from accounts.actors import actor_of
from accounts.models import Person, TeamMembership
from common.actor import Actor, TeamRole
from common.navigation import Audience
from notices.actions import choose_deliveries, send_digest
from notices.kind_registry import NoticeKind, all_kinds, kinds_for, notice_kind_named
from notices.mail import compose
from notices.models import DigestEntry, Notice, Outbox
from notices.presets import Preset
from notices.queries import choices_of_preset
from notices.recipients import is_for_staff
from notices.texts import missing_parameters
from notices.writes import post_notice
from reviews.actions import claim_review, reply_to_thread
from reviews.actions.reminders import remind_of_due_date
from reviews.models import Review
from tests.listings.scene import NOW
from tests.reviews.scene import DOCS, InReview, after, in_review, reviewer_for

pytestmark = pytest.mark.django_db
STAFF_KINDS = [kind.name for kind in all_kinds() if is_for_staff(kind) and kind.audience != {Audience.ADMIN}]
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def lead() -> Actor:
    return reviewer_for(DOCS, role=TeamRole.LEAD)


def leave(actor: Actor) -> None:
    TeamMembership.objects.filter(person=actor.id).delete()


def post(kind: NoticeKind, actor: Actor) -> None:
    values = dict.fromkeys(missing_parameters(kind, {}), "2026-03-09") | {"team": DOCS, "closing": "withdraw"}
    values |= {"path": "overview.title", "file": "", "line": 0}
    with transaction.atomic():
        post_notice(kind.name, recipients=[actor.id], parameters=values, url="/queue/", key="event", now=NOW)


def choose_digest(actor: Actor) -> None:
    by = actor_of(Person.objects.get(pk=actor.id))
    choose_deliveries(selection=choices_of_preset(Preset.DIGEST, kinds_for(by)), by=by)


@pytest.mark.parametrize("name", STAFF_KINDS)
def test_nothing_is_posted_to_a_former_member_of_the_team(name: str, lead: Actor) -> None:
    kind, former = notice_kind_named(name), reviewer_for("engineering", role=TeamRole.LEAD)

    post(kind, lead)
    post(kind, former)

    assert list(Notice.objects.values_list("person_id", flat=True)) == [lead.id]
    assert set(Outbox.objects.values_list("recipient_id", flat=True)) <= {lead.id}


@pytest.mark.parametrize("name", STAFF_KINDS)
def test_waiting_e_mails_and_digests_are_not_sent_after_the_person_left(name: str, lead: Actor) -> None:
    kind, other = notice_kind_named(name), reviewer_for(DOCS, role=TeamRole.LEAD)
    choose_digest(other)
    for actor in (lead, other):
        post(kind, actor)
        leave(actor)
    send_digest(person_id=other.id, until=TOMORROW, now=TOMORROW)

    assert {compose(row) for row in Outbox.objects.all()} <= {None}
    assert DigestEntry.objects.count() == 1


def test_digest_has_the_notices_of_the_other_team(lead: Actor) -> None:
    kind = notice_kind_named("review.overdue")
    TeamMembership.objects.create(team="engineering", person_id=lead.id, role=TeamRole.REVIEWER)
    choose_digest(lead)
    post(kind, lead)
    DigestEntry.objects.update(key="other", parameters=DigestEntry.objects.get().parameters | {"team": "engineering"})
    post(kind, lead)
    TeamMembership.objects.filter(team=DOCS).delete()
    send_digest(person_id=lead.id, until=TOMORROW, now=TOMORROW)

    message = compose(Outbox.objects.get(kind="digest"))

    assert message is not None
    assert message.subject == "Daily digest: 1 notification"
    assert "Engineering" in message.body
    assert "Documentation" not in message.body
    assert not mail.outbox


def test_team_is_reminded_if_the_claim_is_of_a_former_member() -> None:
    scene: InReview = in_review()
    former, member = scene.team(DOCS), reviewer_for(DOCS)
    review = scene.review(DOCS)
    claim_review(review_id=review.pk, by=former, now=NOW)
    Review.objects.filter(pk=review.pk).update(due_at=after(hours=23))
    leave(former)

    remind_of_due_date(review_id=review.pk, now=after(hours=1))

    assert list(Notice.objects.filter(kind="review.due-soon").values_list("person_id", flat=True)) == [member.id]


def test_former_reviewers_who_wrote_in_a_thread_get_no_notices_about_it() -> None:
    scene: InReview = in_review()
    thread, former = scene.comment(DOCS), scene.team(DOCS)
    leave(former)

    reply_to_thread(thread_id=thread.pk, body="Because", by=scene.owner, now=after(hours=1))

    assert not Notice.objects.filter(person_id=former.id, kind="thread.answer").exists()
