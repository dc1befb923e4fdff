from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Organisation
from catalog.models import Tile
from common.actor import SYSTEM, Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from jobs.errors import LeaseLost
from jobs.models import Job, JobState
from jobs.writes import enqueue
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from listings.models import Listing, Release, ReleaseKind, Revision
from listings.queries.status import status_of
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from listings.states.status_messages import UNKNOWN_DURATION, Party
from releases.actions import publish_revision, publish_scheduled, schedule_release
from releases.queries import RELEASE_JOB, release_facts
from sandboxes.models import SignOff
from sandboxes.queries import sandbox_facts
from tests.catalog.factories import make_revision, make_tile
from tests.jobs.failing import fail_every_attempt, retried
from tests.listings.scene import member, reloaded, reviewer
from tests.sandboxes.scene import (
    LATER,
    NOW,
    admin,
    approved,
    lead,
    live_listing,
    notified,
    on_hold,
    partner,
    refused,
    signed_off,
    submitted,
    verbs,
)
from tests.transitions import send_back, unschedule_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "acme_dev")]


def test_publish_revision_puts_the_tile_into_the_catalogue(acme: Organisation) -> None:
    boss, revision, editor = admin(), signed_off(approved(acme)), member(acme)

    moved = publish_revision(revision_id=revision.pk, seen=revision.version, by=boss, now=LATER)

    listing = Listing.objects.get()
    release = Release.objects.get()
    assert (moved.state, listing.live_release, listing.availability) == (
        RevisionState.PUBLISHED,
        release,
        Availability.LISTED,
    )
    assert (release.kind, release.by, release.at, release.replaces) == (ReleaseKind.PUBLISH, boss.id, LATER, None)
    assert Tile.objects.get().release == release
    assert verbs()[-1] == "revision.publish"
    assert editor.id in notified("listing.publish")


def test_publish_revision_replaces_what_was_live(acme: Organisation) -> None:
    listing = live_listing(acme)
    first = listing.live_release
    second = signed_off(next_round(listing))

    publish_revision(revision_id=second.pk, seen=None, by=admin(), now=LATER)

    listing.refresh_from_db()
    assert listing.live_release is not None
    assert listing.live_release.replaces == first
    assert list(listing.revisions.order_by("number").values_list("state", flat=True)) == ["superseded", "published"]
    assert Tile.objects.get().published_at == LATER


def next_round(listing: Listing) -> Revision:
    """A second revision of the listing, approved with the same content."""
    earlier = listing.revisions.order_by("-number")[0]
    submission = earlier.submissions.get()
    revision = Revision.objects.create(
        listing=listing,
        number=earlier.number + 1,
        state=RevisionState.APPROVED,
        state_since=NOW,
        submission_number=1,
        created_at=NOW,
        active_at=NOW,
    )
    submission.pk = None
    submission._state.adding = True
    submission.id = type(submission)._meta.pk.get_default()
    submission.revision = revision
    submission.save()
    return reloaded(revision)


def test_publish_revision_is_for_admins(acme: Organisation) -> None:
    revision = signed_off(approved(acme))

    for actor in (member(acme, Role.OWNER), lead(), reviewer()):
        with refused(NotAllowed):
            publish_revision(revision_id=revision.pk, seen=None, by=actor, now=NOW)
    with refused(NotFound):
        publish_revision(revision_id=revision.pk, seen=None, by=member(partner("Other"), Role.OWNER), now=NOW)


def test_publish_revision_refuses_what_has_changed_since(acme: Organisation) -> None:
    revision, boss = signed_off(approved(acme)), admin()

    with refused(Stale):
        publish_revision(revision_id=revision.pk, seen=revision.version - 1, by=boss, now=NOW)


def test_publish_revision_refuses_another_content_than_was_signed(acme: Organisation) -> None:
    revision, boss = signed_off(approved(acme)), admin()
    SignOff.objects.update(terms_digest="t1:other")

    with refused(NotPossible, "not-signed"):
        publish_revision(revision_id=revision.pk, seen=None, by=boss, now=NOW)


def test_publish_revision_refuses_a_held_listing(acme: Organisation) -> None:
    revision, boss = signed_off(approved(acme)), admin()
    Listing.objects.update(hold="launch on Friday")

    with refused(NotPossible, "hold"):
        publish_revision(revision_id=revision.pk, seen=None, by=boss, now=NOW)


def test_publish_revision_refuses_an_address_that_is_taken(acme: Organisation) -> None:
    revision, boss = signed_off(approved(acme)), admin()
    make_tile("Their tile", integration_id="vercel")

    with refused(NotPossible, "slug-taken"):
        publish_revision(revision_id=revision.pk, seen=None, by=boss, now=NOW)


@pytest.mark.parametrize("availability", [Availability.UNPUBLISHED, Availability.DEPRECATED])
def test_publish_revision_leaves_the_availability_of_a_live_listing(
    acme: Organisation, availability: Availability
) -> None:
    listing = live_listing(acme)
    Listing.objects.update(availability=availability)
    second = signed_off(next_round(listing))

    publish_revision(revision_id=second.pk, seen=None, by=admin(), now=LATER)

    listing.refresh_from_db()
    assert listing.availability == availability
    assert Tile.objects.get().is_listed == (availability == Availability.DEPRECATED)


def test_schedule_release_plans_a_job(acme: Organisation) -> None:
    revision, owner = signed_off(approved(acme)), member(acme, Role.OWNER)
    arguments = {"revision_id": revision.pk, "seen": None, "by": owner, "now": NOW}

    with refused(NotPossible, "release-time-past"):
        schedule_release(**arguments, release_at=NOW)
    with refused(NotPossible, "release-time-far"):
        schedule_release(**arguments, release_at=NOW + timedelta(days=400))
    moved = schedule_release(**arguments, release_at=LATER)

    job = Job.objects.get(kind=RELEASE_JOB)
    assert (moved.state, moved.release_at) == (RevisionState.SCHEDULED, LATER)
    assert (job.run_at, job.payload, job.key) == (LATER, {"revision": str(revision.pk)}, str(revision.pk))
    assert verbs()[-1] == "revision.schedule"


def test_schedule_release_is_for_owners_and_admins(acme: Organisation) -> None:
    revision = signed_off(approved(acme))

    for actor in (member(acme, Role.EDITOR), lead()):
        with refused(NotAllowed):
            schedule_release(revision_id=revision.pk, release_at=LATER, seen=None, by=actor, now=NOW)
    moved = schedule_release(revision_id=revision.pk, release_at=LATER, seen=None, by=admin(), now=NOW)
    assert moved.state == RevisionState.SCHEDULED


def test_unschedule_release_takes_the_job_away(acme: Organisation) -> None:
    revision, boss = scheduled(acme), admin()

    moved = unschedule_release(revision_id=revision.pk, seen=None, by=boss, now=NOW)

    assert (moved.state, moved.release_at) == (RevisionState.SIGNED_OFF, None)
    assert not Job.objects.filter(kind=RELEASE_JOB).exists()


def test_a_release_that_runs_cannot_be_stopped(acme: Organisation) -> None:
    revision, boss = scheduled(acme), admin()
    Job.objects.filter(kind=RELEASE_JOB).update(state=JobState.RUNNING, attempt=1, lease_until=LATER)

    with refused(NotPossible, "releasing"):
        unschedule_release(revision_id=revision.pk, seen=None, by=boss, now=NOW)
    with refused(NotPossible, "releasing"):
        send_back(revision_id=revision.pk, reason="Late.", seen=None, by=boss, now=NOW)


def scheduled(acme: Organisation) -> Revision:
    """A release scheduled for a time that has passed for the worker."""
    revision = signed_off(approved(acme))
    return schedule_release(revision_id=revision.pk, release_at=LATER, seen=None, by=admin(), now=NOW)


def test_the_clock_publishes_what_is_due(acme: Organisation, run_jobs: Callable[[], int]) -> None:
    revision = scheduled(acme)

    run_jobs()

    release = Release.objects.get()
    assert reloaded(revision).state == RevisionState.PUBLISHED
    assert release.by is None
    assert Tile.objects.count() == 1
    assert Job.objects.get(kind=RELEASE_JOB).state == JobState.DONE


def test_a_planned_release_published_by_hand_leaves_no_job(acme: Organisation) -> None:
    revision = scheduled(acme)

    publish_revision(revision_id=revision.pk, seen=None, by=admin(), now=NOW)

    assert not Job.objects.filter(kind=RELEASE_JOB).exists()


def test_a_release_that_cannot_run_tells_admins_and_the_partner(
    acme: Organisation, run_jobs: Callable[[], int]
) -> None:
    boss, editor = admin(), member(acme)
    revision = scheduled(acme)
    Listing.objects.update(hold="not yet")

    run_jobs()

    assert reloaded(revision).state == RevisionState.SCHEDULED
    assert not Release.objects.exists()
    assert {boss.id, editor.id} <= notified("release.failed")
    assert "release.failed" in verbs()
    Listing.objects.update(hold="")
    message = status_of([reloaded(revision)], to=SYSTEM)[revision.pk]
    assert (message.party, message.likely) == (Party.STAFF, UNKNOWN_DURATION)
    assert message.since == Job.objects.get(kind=RELEASE_JOB).finished_at


def test_failed_release_whose_job_was_deleted_waits_since_its_release_time(acme: Organisation) -> None:
    revision = scheduled(acme)
    Job.objects.all().delete()

    assert status_of([reloaded(revision)], to=SYSTEM)[revision.pk].since == LATER


def test_a_release_given_up_by_the_queue_is_told_and_can_be_retried(
    acme: Organisation, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, revision = admin(), scheduled(acme)

    failed = fail_every_attempt(monkeypatch, RELEASE_JOB)
    assert boss.id in notified("release.failed")

    assert retried(failed) is not None
    run_jobs()
    assert reloaded(revision).state == RevisionState.PUBLISHED


def test_a_release_that_is_off_the_schedule_is_not_retried(acme: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = scheduled(acme)
    failed = fail_every_attempt(monkeypatch, RELEASE_JOB)
    unschedule_release(revision_id=revision.pk, seen=None, by=admin(), now=NOW)

    assert retried(failed) is None


def test_release_planned_leaves_what_is_not_due(acme: Organisation) -> None:
    revision = scheduled(acme)
    job = Job.objects.get(kind=RELEASE_JOB)
    Job.objects.update(state=JobState.RUNNING, attempt=1, lease_until=LATER)

    was_due = publish_scheduled(revision_id=revision.pk, job_id=job.pk, attempt=1, now=NOW)

    assert not was_due
    assert reloaded(revision).state == RevisionState.SCHEDULED


def test_a_worker_that_lost_its_lease_publishes_nothing(acme: Organisation) -> None:
    revision = scheduled(acme)
    job = Job.objects.get(kind=RELEASE_JOB)
    Job.objects.update(state=JobState.RUNNING, attempt=2, lease_until=LATER)

    with refused(LeaseLost):
        publish_scheduled(revision_id=revision.pk, job_id=job.pk, attempt=1, now=LATER)


def test_a_release_job_that_arrives_twice_publishes_once(acme: Organisation, run_jobs: Callable[[], int]) -> None:
    revision = scheduled(acme)
    run_jobs()
    enqueue_again(revision)

    run_jobs()

    assert Release.objects.count() == 1


def enqueue_again(revision: Revision) -> None:
    enqueue(RELEASE_JOB, payload={"revision": str(revision.pk)}, key=str(revision.pk), now=timezone.now())


def test_send_back_is_for_leads_and_admins(acme: Organisation) -> None:
    revision = signed_off(approved(acme))
    arguments = {"revision_id": revision.pk, "seen": None, "now": NOW}

    with refused(NotAllowed):
        send_back(**arguments, reason="Why", by=member(acme, Role.OWNER))
    with refused(NotPossible, "reason-missing"):
        send_back(**arguments, reason=" ", by=lead())
    assert send_back(**arguments, reason="Late.", by=lead()).state == RevisionState.CHANGES_REQUESTED


def test_facts_cost_the_same_for_3_revisions_and_30(
    acme: Organisation, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    revisions = [make_revision(acme, state=RevisionState.IN_SANDBOX) for _ in range(30)]
    reloaded_revisions = list(
        Revision.objects.select_related("listing__organisation").filter(pk__in=[r.pk for r in revisions])
    )

    for many in (3, 30):
        with django_assert_num_queries(4):
            sandbox_facts(reloaded_revisions[:many])
        with django_assert_num_queries(6):
            release_facts(reloaded_revisions[:many])


def confirm(revision: Revision, by: Actor) -> Revision:
    return change_state(REVISION, revision.pk, "confirm release", parameters={}, seen=None, by=by, now=LATER)


def test_release_on_hold_waits_for_the_partner(acme: Organisation) -> None:
    revision = on_hold(acme)

    for attempt in (
        lambda: publish_revision(revision_id=revision.pk, seen=None, by=admin(), now=LATER),
        lambda: schedule_release(revision_id=revision.pk, release_at=LATER, seen=None, by=admin(), now=NOW),
    ):
        with pytest.raises(NotPossible) as caught:
            attempt()
        assert caught.value.context["codes"] == ["release-on-hold"]
    message = status_of([revision], to=member(acme, Role.OWNER))[revision.pk]
    assert message.party is Party.PARTNER


def test_owner_confirms_a_release_once_and_admins_are_notified(acme: Organisation) -> None:
    revision, owner, boss = on_hold(acme), member(acme, Role.OWNER), admin()

    with pytest.raises(NotAllowed):
        confirm(revision, member(acme, Role.EDITOR))
    confirm(revision, owner)

    with pytest.raises(NotPossible):
        confirm(revision, owner)
    assert boss.id in notified("listing.confirm-release")
    assert status_of([revision], to=boss)[revision.pk].party is Party.STAFF
    publish_revision(revision_id=revision.pk, seen=None, by=admin(), now=LATER)
    assert Listing.objects.get().availability == Availability.LISTED


def test_confirmation_is_for_one_submission(acme: Organisation) -> None:
    """Content that is submitted later may be put on hold again."""
    revision = on_hold(acme)
    confirm(revision, member(acme, Role.OWNER))
    submitted(reloaded(revision), state=RevisionState.SIGNED_OFF)

    assert release_facts([reloaded(revision)])[revision.pk].is_unconfirmed
