"""Releases before the day that the partner requested: our staff must give a reason, and everybody can read it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from msgspec.structs import replace

from accounts.actors import actor_of
from accounts.models import Organisation, Person
from common.actor import Role
from common.errors import NotPossible
from listings.models import Revision
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from notices.models import Notice
from page_parts.times import format_time
from releases.actions import publish_revision, schedule_release
from releases.queries import release_facts
from releases.status_messages import signed_off
from tests.accounts.factories import make_admin
from tests.listings.scene import member, reloaded
from tests.markup import compact
from tests.sandboxes.scene import LATER, NOW, admin, as_, post, refused, with_requested_release
from tests.transitions import unschedule_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "acme_dev"), pytest.mark.sqlite_is_enough]

IN_A_MONTH = timezone.now() + timedelta(days=30)
WHY = "Agreed by phone with Ada."


def requested_in_a_month(of: Organisation) -> Revision:
    return with_requested_release(of, requested_release="on_date", requested_release_on=f"{IN_A_MONTH:%Y-%m-%d}")


def test_staff_need_a_reason_to_publish_before_the_requested_day(acme: Organisation, owner: Person) -> None:
    revision, boss = requested_in_a_month(acme), admin()

    with refused(NotPossible, "early-release"):
        publish_revision(revision_id=revision.pk, seen=None, by=boss, now=NOW)
    with refused(NotPossible, "early-release"):
        schedule_release(revision_id=revision.pk, release_at=LATER, seen=None, by=boss, now=NOW)
    publish_revision(revision_id=revision.pk, reason=WHY, seen=None, by=boss, now=NOW)

    assert reloaded(revision).state == RevisionState.PUBLISHED
    assert Notice.objects.get(kind="listing.publish", person=owner).parameters["reason"] == WHY
    assert WHY in as_(owner).get(revision.listing.get_absolute_url()).content.decode()


def test_live_tile_shows_partner_and_staff_why_it_went_live_early(acme: Organisation, owner: Person) -> None:
    revision, boss = requested_in_a_month(acme), make_admin()
    publish_revision(revision_id=revision.pk, reason=WHY, seen=None, by=actor_of(boss), now=NOW)

    for person in (owner, boss):
        assert WHY in as_(person).get(f"/releases/live/{revision.listing_id}/").content.decode()


@pytest.mark.slow
def test_live_tile_shows_the_reason_of_the_schedule_that_was_carried_out(
    acme: Organisation, owner: Person, run_jobs: Callable[[], int]
) -> None:
    revision, boss = requested_in_a_month(acme), admin()
    schedule_release(revision_id=revision.pk, release_at=LATER, reason="Wrong day.", seen=None, by=boss, now=NOW)
    unschedule_release(revision_id=revision.pk, seen=None, by=boss, now=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    schedule_release(revision_id=revision.pk, release_at=LATER, reason=WHY, seen=None, by=boss, now=later)
    run_jobs()

    page = as_(owner).get(f"/releases/live/{revision.listing_id}/").content.decode()

    assert WHY in page
    assert "Wrong day." not in page


def test_status_names_the_requested_day_instead_of_the_usual_duration(acme: Organisation) -> None:
    later = requested_in_a_month(acme)

    message = status_of([later], to=member(acme, Role.OWNER))[later.pk]

    assert message.likely == f"The release was requested for {format_time(IN_A_MONTH.date())} or later."
    began = replace(release_facts([later])[later.pk], requested_at=later.state_since)
    assert signed_off(later, began).likely == ""


def test_no_reason_is_needed_on_the_requested_day(acme: Organisation) -> None:
    revision = requested_in_a_month(acme)
    publish_revision(revision_id=revision.pk, seen=None, by=admin(), now=IN_A_MONTH)
    assert reloaded(revision).state == RevisionState.PUBLISHED


@pytest.mark.slow
def test_an_owner_changes_the_own_request_without_a_reason(acme: Organisation, run_jobs: Callable[[], int]) -> None:
    revision, owner = requested_in_a_month(acme), member(acme, Role.OWNER)

    schedule_release(revision_id=revision.pk, release_at=LATER, seen=None, by=owner, now=NOW)
    run_jobs()

    assert reloaded(revision).state == RevisionState.PUBLISHED


def test_the_page_asks_for_the_reason_and_keeps_what_was_typed(acme: Organisation, boss: Person) -> None:
    revision, client = requested_in_a_month(acme), as_(boss)
    address, seen = f"/releases/{revision.pk}/", str(revision.version)
    soon = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    shown = client.get(address).content.decode()

    unexplained = client.post(f"{address}publish/", {"seen": seen, "reason": " "})
    too_early = client.post(f"{address}schedule/", {"seen": seen, "release_at": soon})
    in_time = f"{IN_A_MONTH + timedelta(days=1):%Y-%m-%dT%H:%M}"
    post(client, f"{address}schedule/", seen=seen, release_at=in_time)

    assert shown.count("Reason for an earlier release") == 2
    for refusal, message in (
        (unexplained, "Fill in this field."),
        (too_early, "Give a reason for an earlier release."),
    ):
        assert refusal.status_code == 422
        assert message in compact(refusal.content.decode())
    assert soon in too_early.content.decode()
    assert reloaded(revision).state == RevisionState.SCHEDULED
    publish = {"seen": str(reloaded(revision).version), "reason": WHY}
    assert post(client, f"{address}publish/", **publish) == f"/releases/live/{revision.listing_id}/"


def test_the_reason_is_optional_only_where_the_time_decides(acme: Organisation, boss: Person) -> None:
    shown = compact(as_(boss).get(f"/releases/{requested_in_a_month(acme).pk}/").content.decode())

    publishing, scheduling = shown.split("Reason for an earlier release")[1:]

    assert "optional" not in publishing.partition("textarea")[0]
    assert "optional" in scheduling.partition("textarea")[0]


def test_without_a_requested_day_the_page_asks_for_no_reason(acme: Organisation, boss: Person) -> None:
    revision = with_requested_release(acme, requested_release="asap", requested_release_on=f"{IN_A_MONTH:%Y-%m-%d}")
    assert "Reason for an earlier release" not in as_(boss).get(f"/releases/{revision.pk}/").content.decode()
