from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import Organisation
from common.actor import SYSTEM, Role
from common.regions import Region
from listings.models import Revision
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party, StatusMessage
from releases.actions import schedule_release
from sandboxes.actions import request_sandbox, switch_tile_off
from sandboxes.models import OrgState, SandboxOrg
from tests.catalog.factories import make_revision
from tests.listings.scene import member, organisation, reloaded
from tests.sandboxes.scene import LATER, NOW, admin, enabled_activation, partner, sandbox, signed_off
from tests.transitions import reactivate_org, suspend_org

pytestmark = pytest.mark.django_db


def line(revision: Revision) -> StatusMessage:
    row = reloaded(revision)
    return status_of([row], to=SYSTEM)[row.pk]


def test_an_approved_listing_without_a_sandbox_waits_for_the_partner() -> None:
    assert line(make_revision(partner())).party == Party.PARTNER


def test_an_approved_listing_with_a_request_waits_for_us_until_it_is_due() -> None:
    acme = partner()
    revision = make_revision(acme)
    owner = member(acme, Role.OWNER)
    request_sandbox(organisation_id=acme.pk, region=Region.US1, purpose="x" * 20, by=owner, now=NOW)

    status = line(revision)

    assert (status.party, status.due_at) == (Party.STAFF, NOW + timedelta(days=2))


@pytest.mark.parametrize("of", [partner, organisation])
def test_an_approved_listing_with_a_sandbox_waits_for_an_admin(of: type[Organisation]) -> None:
    acme = of("Acme")
    sandbox(acme)

    assert line(make_revision(acme)).party == Party.STAFF


def test_a_tile_in_the_sandbox_waits_for_the_owner_while_it_is_on() -> None:
    acme = partner()
    org = sandbox(acme)
    revision = make_revision(acme)
    activation = enabled_activation(revision)

    before = line(revision)
    switch_tile_off(org_id=org.pk, submission_id=activation.submission_id, by=admin(), now=LATER)
    after = line(revision)

    assert (before.party, before.since) == (Party.PARTNER, NOW)
    assert (after.party, after.since) == (Party.STAFF, LATER)
    assert "acme-dev" in str(before.why)


UNKNOWN = "We don't know yet how long this will take."


def test_a_tile_in_a_suspended_org_waits_for_an_admin_since_the_suspension() -> None:
    acme = partner()
    org, other = sandbox(acme), sandbox(acme, name="acme-other", region=Region.EU)
    revision = make_revision(acme)
    activation = enabled_activation(revision)
    switch_tile_off(org_id=other.pk, submission_id=activation.submission_id, by=admin(), now=NOW)

    suspend_org(org_id=org.pk, reason="Abuse", by=admin(), now=LATER)
    suspended = line(revision)
    reactivate_org(org_id=org.pk, by=admin(), now=LATER)

    assert (suspended.party, suspended.since, suspended.likely) == (Party.STAFF, LATER, UNKNOWN)
    assert line(revision).party == Party.PARTNER


@pytest.mark.parametrize("is_automatic", [True, False])
def test_an_approved_listing_with_a_suspended_org_waits_for_an_admin_without_an_estimate(is_automatic: bool) -> None:
    acme = partner()
    org = sandbox(acme, is_automatic=is_automatic)
    suspend_org(org_id=org.pk, reason="Abuse", by=admin(), now=LATER)

    message = line(make_revision(acme))

    assert (message.party, message.likely) == (Party.STAFF, UNKNOWN)


def test_time_of_earlier_suspensions_comes_from_the_audit_log() -> None:
    org = sandbox(partner())
    for now in (NOW, LATER):
        suspend_org(org_id=org.pk, reason="Abuse", by=admin(), now=now)
        SandboxOrg.objects.update(suspended_at=None)
        reactivate_org(org_id=org.pk, by=admin(), now=now)
    SandboxOrg.objects.update(state=OrgState.SUSPENDED)

    import_module("sandboxes.migrations.0006_suspended_at").set_suspended_at(apps, None)

    assert SandboxOrg.objects.get().suspended_at == LATER


def test_a_signed_tile_waits_for_an_admin_and_a_planned_one_for_the_clock() -> None:
    acme = partner()
    sandbox(acme)
    revision = signed_off(make_revision(acme))

    before = line(revision)
    schedule_release(revision_id=revision.pk, release_at=LATER, seen=None, by=admin(), now=NOW)
    after = line(revision)

    assert (before.party, after.party, after.due_at) == (Party.STAFF, Party.SYSTEM, LATER)


def test_lines_cost_the_same_for_3_revisions_and_30(django_assert_max_num_queries: object) -> None:
    acme = partner()
    states = (RevisionState.APPROVED, RevisionState.IN_SANDBOX, RevisionState.SIGNED_OFF)
    ids = [make_revision(acme, state=states[number % 3]).pk for number in range(30)]
    revisions = list(Revision.objects.select_related("listing__organisation").filter(pk__in=ids))

    for many in (3, 30):
        with django_assert_max_num_queries(11):  # type: ignore[operator]
            status_of(revisions[:many], to=SYSTEM)
