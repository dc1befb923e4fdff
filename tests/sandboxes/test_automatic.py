"""Tiles that are enabled in a sandbox org automatically, in the transaction of the last approval."""

import pytest
from django.test import Client

from accounts.models import Organisation
from audit.models import Event
from common.actor import SYSTEM, Role
from common.errors import NotAllowed, NotFound, NotPossible
from common.regions import Region
from listings.models import Revision
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party, StatusMessage
from notices.models import Notice
from reviews.actions import retract_decision
from reviews.errors import DecisionFinal
from sandboxes.actions import enable_tile
from sandboxes.models import SandboxOrg, TileActivation
from tests.accounts.factories import PASSWORD, make_admin
from tests.listings.scene import member, organisation, reloaded, reviewer
from tests.markup import compact
from tests.reviews.scene import InReview, after, in_review
from tests.sandboxes.scene import NOW, admin, lead, notified, partner, refused, sandbox, verbs
from tests.transitions import ask_for_changes, set_automatic, suspend_org

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def reviewed(of: Organisation) -> InReview:
    """A listing of the partner that waits for its last approval."""
    scene = in_review(member(of, Role.OWNER))
    scene.approve_all(("engineering", "product_design", "documentation"))
    return scene


def line(revision: Revision) -> StatusMessage:
    return status_of([reloaded(revision)], to=SYSTEM)[revision.pk]


def test_the_last_approval_enables_the_tile_in_the_same_act() -> None:
    acme, boss = partner(), admin()
    org, other = sandbox(acme, is_automatic=True), sandbox(acme, region=Region.EU, name="acme-dev-eu")
    scene = reviewed(acme)

    scene.approve("ecosystems", now=after(hours=1))

    activation = TileActivation.objects.get()
    assert scene.revision.state == RevisionState.IN_SANDBOX
    assert (activation.org, activation.submission, activation.activated_by) == (org, scene.submission, None)
    assert other.activations.count() == 0
    assert verbs()[-2:] == ["revision.all-approved", "revision.enable-in-sandbox"]
    assert Event.objects.latest("at", "id").actor_kind == SYSTEM.kind
    notices = Notice.objects.filter(person_id=scene.owner.id, created_at=after(hours=1))
    assert list(notices.values_list("kind", flat=True)) == ["listing.enable-in-sandbox"]
    assert boss.id not in notified("listing.all-approved")  # nothing is left for an admin to do


def test_approvals_that_carry_over_enable_it_too() -> None:
    acme = partner()
    sandbox(acme, is_automatic=True)
    scene = reviewed(acme)
    scene.approve("ecosystems")
    ask_for_changes(revision_id=scene.revision_id, seen=None, note="Or not?", by=scene.owner, now=after(hours=1))

    again = scene.resubmit(now=after(hours=2))

    on = TileActivation.objects.get(deactivated_at=None)
    assert (scene.revision.state, on.submission, on.is_outdated) == (RevisionState.IN_SANDBOX, again, False)
    notices = Notice.objects.filter(person_id=scene.owner.id, created_at=after(hours=2))
    assert list(notices.values_list("kind", flat=True)) == ["listing.enable-in-sandbox"]


def test_without_an_automatic_org_an_admin_does_it() -> None:
    acme, boss = partner(), admin()
    sandbox(acme)
    scene = reviewed(acme)

    scene.approve("ecosystems")

    assert scene.revision.state == RevisionState.APPROVED
    assert boss.id in notified("listing.all-approved")
    assert not TileActivation.objects.exists()


def test_a_vendor_that_is_not_confirmed_keeps_it_with_an_admin() -> None:
    acme, boss = organisation(), admin()
    sandbox(acme, is_automatic=True)
    scene = reviewed(acme)

    scene.approve("ecosystems")

    assert scene.revision.state == RevisionState.APPROVED
    assert boss.id in notified("listing.all-approved")
    status = line(scene.revision)
    assert (status.party, "vendor ID" in str(status.why)) == (Party.STAFF, True)


def test_a_suspended_automatic_org_keeps_it_with_an_admin() -> None:
    acme, boss = partner(), admin()
    org = sandbox(acme, is_automatic=True)
    scene = reviewed(acme)
    suspend_org(org_id=org.pk, reason="Idle", by=boss, now=NOW)

    scene.approve("ecosystems")

    status = line(scene.revision)
    assert (scene.revision.state, status.party, "acme-dev" in str(status.why)) == (
        RevisionState.APPROVED,
        Party.STAFF,
        True,
    )


def test_what_waits_although_tiles_come_by_themselves_says_so() -> None:
    acme, boss = partner(), admin()
    org = sandbox(acme)
    scene = reviewed(acme)
    scene.approve("ecosystems")
    plain = str(line(scene.revision).why)

    set_automatic(org_id=org.pk, is_on=True, by=boss, now=NOW)

    assert scene.revision.state == RevisionState.APPROVED
    assert str(line(scene.revision).why) != plain
    enable_tile(revision_id=scene.revision_id, orgs=[], seen=None, by=boss, now=NOW)
    assert scene.revision.state == RevisionState.IN_SANDBOX


def test_an_approval_that_enabled_the_tile_is_not_taken_back() -> None:
    acme = partner()
    sandbox(acme, is_automatic=True)
    scene = reviewed(acme)
    decision = scene.approve("ecosystems")

    with refused(DecisionFinal):
        retract_decision(decision_id=decision.pk, by=scene.team("ecosystems"), now=after(minutes=1))


def test_set_automatic_is_written_down_and_told_once() -> None:
    acme, boss = partner(), admin()
    org, editor = sandbox(acme), member(acme)

    set_automatic(org_id=org.pk, is_on=True, by=boss, now=NOW)
    with refused(NotPossible, "automatic"):
        set_automatic(org_id=org.pk, is_on=True, by=boss, now=NOW)
    assert verbs() == ["sandbox.automatic-on"]
    assert notified("sandbox.automatic-on") == {editor.id}
    set_automatic(org_id=org.pk, is_on=False, by=boss, now=NOW)
    with refused(NotPossible, "not-automatic"):
        set_automatic(org_id=org.pk, is_on=False, by=boss, now=NOW)

    assert verbs() == ["sandbox.automatic-on", "sandbox.automatic-off"]
    assert SandboxOrg.objects.get().is_automatic is False


def test_set_automatic_is_for_admins() -> None:
    acme = partner()
    org = sandbox(acme)
    for actor, error in (
        (member(acme, Role.OWNER), NotAllowed),
        (reviewer(), NotAllowed),
        (lead(), NotAllowed),
        (member(partner("Other"), Role.OWNER), NotFound),
    ):
        with refused(error):
            set_automatic(org_id=org.pk, is_on=True, by=actor, now=NOW)


def test_an_admin_switches_it_on_the_page_of_the_org() -> None:
    org, client, boss = sandbox(partner()), Client(), make_admin("greta")
    client.login(email=boss.email, password=PASSWORD)
    address = f"/sandboxes/orgs/{org.pk}/"

    client.post(f"{address}automatic/", {"on": "1"})
    on = compact(client.get(address).content.decode())
    client.post(f"{address}automatic/", {"on": "0"})
    off = compact(client.get(address).content.decode())

    assert f'action="{address}stop-enabling-automatically/"' in on
    assert f'action="{address}enable-automatically/"' in off
    assert "is enabled automatically once" in on
