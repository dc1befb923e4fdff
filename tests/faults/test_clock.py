"""The clock jumps forwards and backwards: nothing is done twice, and nothing waits for a time that never comes."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions import accept_invitation, invite_person
from accounts.actors import actor_of
from accounts.errors import InvitationClosed
from accounts.models import Membership
from audit.models import Event
from common.actor import Role
from jobs import actions
from jobs.errors import LeaseLost
from jobs.models import Job, JobState
from jobs.queries import claimable, due_periodic_kinds, lease_end, misdated, unhinted
from jobs.worker import run_job, sweep
from jobs.writes import enqueue
from listings.models import Release
from listings.states.revision_states import RevisionState
from releases.actions import publish_scheduled, schedule_release
from releases.queries import RELEASE_JOB
from tests.accounts.factories import make_organisation, make_person, owner_of
from tests.jobs.conftest import Broker, Diary, broker, diary, put
from tests.listings.scene import reloaded
from tests.sandboxes.scene import NOW, admin, approved, partner, sandbox, signed_off

__all__ = ["broker", "diary"]
pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def take_job(job: Job, now: datetime) -> Job:
    claimed = actions.claim_job(job_id=job.pk, now=now)
    assert claimed is not None
    return claimed


def test_a_jump_ahead_gives_the_job_to_another_and_the_first_writes_nothing(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    first = take_job(job, now)

    second = take_job(job, now + YEAR)

    actions.complete_job(job_id=job.pk, attempt=second.attempt, now=now + YEAR)
    with pytest.raises(LeaseLost):
        actions.complete_job(job_id=job.pk, attempt=first.attempt, now=now)
    assert list(Job.objects.values_list("state", "attempt")) == [(JobState.DONE, 2)]


def test_what_was_put_into_the_queue_ahead_is_done_after_the_jump_back(diary: Diary, broker: Broker) -> None:
    job = put(timezone.now() + YEAR)
    broker.messages()

    sweep()

    assert broker.messages() == [str(job.pk)]
    assert run_job(job.pk)
    assert diary.attempts == [1]


def test_a_hint_that_was_lost_ahead_is_given_again(diary: Diary, broker: Broker) -> None:
    now = timezone.now()
    job = put(now)
    Job.objects.filter(pk=job.pk).update(hinted_at=now + YEAR)
    broker.messages()

    sweep()

    assert broker.messages() == [str(job.pk)]


def test_a_worker_that_lives_keeps_what_it_took_ahead(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    leased = take_job(job, now + YEAR)

    actions.repair_clock_skew(now=now)

    assert not claimable(now).exists()
    actions.renew_lease(job_id=job.pk, attempt=leased.attempt, now=now)
    actions.complete_job(job_id=job.pk, attempt=leased.attempt, now=now)
    assert Job.objects.get().state == JobState.DONE


def test_what_a_dead_worker_took_ahead_is_taken_over_after_one_lease(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    take_job(job, now + YEAR)

    actions.repair_clock_skew(now=now)

    assert take_job(job, lease_end(now) + timedelta(seconds=1)).attempt == 2


def test_a_job_that_failed_ahead_is_tried_again_now(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    leased = take_job(job, now)
    actions.fail_attempt(job_id=job.pk, attempt=leased.attempt, error="down", now=now + YEAR)

    actions.repair_clock_skew(now=now)

    assert take_job(job, now).attempt == 2


def test_what_is_planned_for_later_keeps_its_time(diary: Diary) -> None:
    now = timezone.now()
    put(now, run_at=now + YEAR)

    assert not misdated(now).exists()
    assert actions.repair_clock_skew(now=now) == 0
    assert not claimable(now).exists()


def test_clocks_that_are_put_right_by_seconds_move_nothing(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    take_job(job, now)

    earlier = now - timedelta(seconds=5)
    assert not misdated(earlier).exists()
    assert not claimable(earlier).exists()
    assert not unhinted(earlier).exists()


@pytest.mark.usefixtures("db")
def test_periodic_work_goes_on_after_the_jump_back() -> None:
    now = timezone.now()
    actions.start_periodic_jobs(now=now + YEAR)
    Job.objects.update(state=JobState.DONE, finished_at=now + YEAR)

    started = actions.start_periodic_jobs(now=now)

    assert started
    assert due_periodic_kinds(now) == []


def test_an_invitation_ends_by_the_clock_and_is_accepted_once() -> None:
    harbour, guest = make_organisation("Harbour"), make_person("guest")
    invitation = invite_person(
        organisation_id=harbour.pk, email=guest.email, role=Role.VIEWER, by=owner_of(harbour), now=NOW
    )

    def accept(now: datetime) -> None:
        accept_invitation(invitation_id=invitation.pk, by=actor_of(guest), now=now)

    with pytest.raises(InvitationClosed):
        accept(NOW + YEAR)
    for moment in (NOW, NOW - YEAR, NOW + YEAR):
        with suppress(InvitationClosed):
            accept(moment)

    assert Membership.objects.filter(person=guest).count() == 1
    assert Event.objects.filter(verb="invitation.accept").count() == 1


@pytest.mark.usefixtures("data_dir")
def test_a_planned_release_happens_once() -> None:
    acme = partner()
    sandbox(acme)
    revision = signed_off(approved(acme))
    due = NOW + timedelta(days=2)
    schedule_release(revision_id=revision.pk, release_at=due, seen=None, by=admin(), now=NOW)

    outcomes = []
    for moment in (NOW - YEAR, due + YEAR, due, NOW):
        with transaction.atomic():
            job = enqueue(RELEASE_JOB, payload={"revision": str(revision.pk)}, key=str(revision.pk), now=moment)
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempt=1, lease_until=lease_end(moment))
        outcomes.append(publish_scheduled(revision_id=revision.pk, job_id=job.pk, attempt=1, now=moment))

    assert outcomes == [False, True, False, False]
    assert (reloaded(revision).state, Release.objects.count()) == (RevisionState.PUBLISHED, 1)
