from datetime import timedelta
from uuid import uuid4

import pytest

from audit.models import Event
from common.actor import Actor, ActorKind, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from common.regions import Region
from listings.states.revision_states import RevisionState
from reviews.models import Thread
from reviews.queries import visible_threads
from sandboxes.actions import (
    enable_tile,
    install_tile,
    look_at_tile,
    save_checklist,
    sign_off,
    switch_tile_off,
    switch_tile_on,
    uninstall_tile,
)
from sandboxes.errors import TileOff
from sandboxes.models import Installation, OrgState, SignOff, TileActivation, TileLook
from sandboxes.sign_off_checklist import open_items
from tests.listings.scene import member, organisation, reloaded, reviewer
from tests.sandboxes.scene import (
    LATER,
    NOW,
    admin,
    approved,
    confirm_checklist,
    enabled_activation,
    imported,
    lead,
    live_listing,
    notified,
    partner,
    refused,
    sandbox,
    send_back,
    signed_off,
    submitted,
    verbs,
)
from tests.shared import SMALL
from tests.transitions import ask_for_changes, suspend_org
from tilekit.core.kind import Route

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def test_enable_tile_shows_it_in_the_chosen_orgs() -> None:
    acme, boss = partner(), admin()
    first, second = sandbox(acme), sandbox(acme, region=Region.EU, name="acme-dev-eu")
    revision, editor = approved(acme), member(acme)

    moved = enable_tile(revision_id=revision.pk, orgs=[second.pk], seen=revision.version, by=boss, now=NOW)

    activation = TileActivation.objects.get()
    assert moved.state == RevisionState.IN_SANDBOX
    assert (activation.org, activation.submission.revision_id, activation.activated_by) == (
        second,
        revision.pk,
        boss.id,
    )
    assert first.activations.count() == 0
    assert verbs()[-1] == "revision.enable-in-sandbox"
    assert editor.id in notified("listing.enable-in-sandbox")


def test_enable_tile_without_a_choice_takes_every_active_org() -> None:
    acme = partner()
    sandbox(acme)
    sandbox(acme, region=Region.EU, name="acme-dev-eu")
    sandbox(acme, region=Region.AP1, name="acme-dev-ap1", state=OrgState.SUSPENDED)

    enabled_activation(approved(acme))

    assert set(TileActivation.objects.values_list("org__name", flat=True)) == {"acme-dev", "acme-dev-eu"}


def test_enable_tile_needs_an_active_org_and_a_confirmed_vendor() -> None:
    acme, boss = organisation(), admin()
    revision = approved(acme)

    with refused(NotPossible, "no-sandbox", "vendor-unconfirmed"):
        enable_tile(revision_id=revision.pk, orgs=[], seen=None, by=boss, now=NOW)


def test_enable_tile_refuses_an_org_of_somebody_else() -> None:
    acme, boss = partner(), admin()
    sandbox(acme)
    other, revision = sandbox(partner("Other")), approved(acme)

    with refused(NotPossible, "org-not-active"):
        enable_tile(revision_id=revision.pk, orgs=[other.pk], seen=None, by=boss, now=NOW)


def test_enable_tile_refuses_what_has_changed_since() -> None:
    acme, boss = partner(), admin()
    sandbox(acme)
    revision = approved(acme)

    with refused(Stale):
        enable_tile(revision_id=revision.pk, orgs=[], seen=revision.version - 1, by=boss, now=NOW)


def test_enable_tile_is_for_admins() -> None:
    acme = partner()
    sandbox(acme)
    revision = approved(acme)

    for actor in (member(acme, Role.OWNER), reviewer(), lead()):
        with refused(NotAllowed):
            enable_tile(revision_id=revision.pk, orgs=[], seen=None, by=actor, now=NOW)


def test_an_update_replaces_the_version_that_is_on() -> None:
    acme = partner()
    listing = live_listing(acme)
    before = TileActivation.objects.get()
    Installation.objects.create(activation=before, at=NOW)
    revision = imported(acme, folder=SMALL / "octoprint")
    listing.revisions.update(state=RevisionState.SUPERSEDED)
    revision.listing = listing
    revision.number = 2
    submission = submitted(revision)

    enabled_activation(reloaded(revision))

    before.refresh_from_db()
    assert before.deactivated_at == NOW
    assert Installation.objects.get().removed_at == NOW
    assert TileActivation.objects.get(deactivated_at=None).submission == submission


def test_switch_tile_on_adds_an_org_and_changes_nothing_twice() -> None:
    acme, boss = partner(), admin()
    sandbox(acme)
    activation = enabled_activation(approved(acme))
    second, editor = sandbox(acme, region=Region.EU, name="acme-dev-eu"), member(acme)
    arguments = {"org_id": second.pk, "submission_id": activation.submission_id, "by": boss, "now": NOW}

    added = switch_tile_on(**arguments)
    again = switch_tile_on(**arguments)

    assert added == again
    assert second.activations.get().activated_by == boss.id
    assert verbs().count("tile.switch-on") == 1
    assert editor.id in notified("tile.switched-on")


def test_switch_tile_on_enables_an_approved_tile_for_the_first_time() -> None:
    acme, boss = partner(), admin()
    org, revision = sandbox(acme), approved(acme)
    arguments = {"org_id": org.pk, "submission_id": revision.submissions.get().pk, "by": boss, "now": NOW}

    with refused(Stale):
        switch_tile_on(**arguments, seen=revision.version - 1)
    activation = switch_tile_on(**arguments, seen=revision.version)

    assert (activation.org, reloaded(revision).state) == (org, RevisionState.IN_SANDBOX)
    assert verbs()[-1:] == ["revision.enable-in-sandbox"]
    assert not notified("tile.switched-on")


def test_switch_tile_on_takes_the_live_version() -> None:
    acme, boss = partner(), admin()
    listing = live_listing(acme)
    second = sandbox(acme, region=Region.EU, name="acme-dev-eu")
    submission_id = listing.live_release.submission_id

    activation = switch_tile_on(org_id=second.pk, submission_id=submission_id, by=boss, now=NOW)

    assert activation.submission_id == submission_id


def test_switch_tile_on_refuses_what_is_not_about_to_be_seen() -> None:
    acme, boss = partner(), admin()
    org, other = sandbox(acme), sandbox(partner("Other"))
    revision = approved(acme)
    submission = revision.submissions.get()

    with refused(NotPossible, "org-not-active"):
        switch_tile_on(org_id=other.pk, submission_id=submission.pk, by=boss, now=NOW)
    enabled_activation(revision, boss)
    send_back(revision)
    with refused(NotPossible, "tile-replaced"):
        switch_tile_on(org_id=org.pk, submission_id=submission.pk, by=boss, now=NOW)
    with refused(NotFound):
        switch_tile_on(org_id=org.pk, submission_id=uuid4(), by=boss, now=NOW)


def test_tiles_are_switched_by_admins() -> None:
    acme = partner()
    org = sandbox(acme)
    submission_id = enabled_activation(approved(acme)).submission_id

    for actor in (member(acme, Role.OWNER), lead()):
        with refused(NotAllowed):
            switch_tile_off(org_id=org.pk, submission_id=submission_id, by=actor, now=NOW)


def test_switch_tile_off_ends_it_in_one_org() -> None:
    acme, boss = partner(), admin()
    org = sandbox(acme)
    activation, editor = enabled_activation(approved(acme)), member(acme)
    install_tile(activation_id=activation.pk, by=editor, now=NOW)
    arguments = {"org_id": org.pk, "submission_id": activation.submission_id, "by": boss}

    switch_tile_off(**arguments, now=LATER)
    switch_tile_off(**arguments, now=LATER + timedelta(hours=1))

    activation.refresh_from_db()
    assert (activation.deactivated_at, activation.deactivated_by) == (LATER, boss.id)
    assert Installation.objects.get().removed_at == LATER
    assert verbs().count("tile.switch-off") == 1
    assert editor.id in notified("tile.switched-off")


def test_look_at_tile_keeps_the_first_look_of_each_person() -> None:
    acme = partner()
    sandbox(acme)
    activation, viewer = enabled_activation(approved(acme)), member(acme, Role.VIEWER)

    look_at_tile(activation_id=activation.pk, by=viewer, now=NOW)
    look_at_tile(activation_id=activation.pk, by=viewer, now=LATER)

    look = TileLook.objects.get()
    assert (look.actor_id, look.at) == (viewer.id, NOW)
    assert verbs().count("tile.look") == 1


def test_looks_are_of_the_partner_at_what_is_on() -> None:
    acme, boss = partner(), admin()
    org = sandbox(acme)
    activation, owner = enabled_activation(approved(acme)), member(acme, Role.OWNER)

    with refused(NotAllowed):
        look_at_tile(activation_id=activation.pk, by=boss, now=NOW)
    with refused(NotFound):
        look_at_tile(activation_id=activation.pk, by=member(partner("Other"), Role.OWNER), now=NOW)
    suspend_org(org_id=org.pk, reason="Why", by=boss, now=NOW)
    with refused(TileOff):
        look_at_tile(activation_id=activation.pk, by=owner, now=NOW)


def test_note_checks_keeps_the_known_ones_for_everybody() -> None:
    acme = partner()
    sandbox(acme)
    activation, editor = enabled_activation(approved(acme)), member(acme)

    save_checklist(activation_id=activation.pk, checks=["texts", "logos", "nonsense"], by=editor, now=NOW)
    save_checklist(activation_id=activation.pk, checks=["logos", "texts"], by=editor, now=NOW)

    activation.refresh_from_db()
    assert activation.checked == ["logos", "texts"]
    assert verbs().count("tile.check") == 1
    with refused(NotAllowed):
        save_checklist(activation_id=activation.pk, checks=[], by=member(acme, Role.VIEWER), now=NOW)


def test_install_and_uninstall_are_recorded_once_each() -> None:
    acme = partner()
    sandbox(acme)
    activation, editor = enabled_activation(approved(acme)), member(acme)
    arguments = {"activation_id": activation.pk, "by": editor}

    first = install_tile(**arguments, now=NOW)
    second = install_tile(**arguments, now=LATER)
    uninstall_tile(**arguments, now=LATER)
    uninstall_tile(**arguments, now=LATER)

    assert first == second
    installation = Installation.objects.get()
    assert (installation.by, installation.at, installation.removed_at) == (editor.id, NOW, LATER)
    assert [verb for verb in verbs() if "install" in verb] == ["tile.install", "tile.uninstall"]
    with refused(NotAllowed):
        install_tile(activation_id=activation.pk, by=member(acme, Role.VIEWER), now=NOW)


def test_sign_off_binds_both_digests_after_a_look() -> None:
    acme, boss = partner(), admin()
    sandbox(acme)
    revision, owner = approved(acme), member(acme, Role.OWNER)
    activation = enabled_activation(revision, boss)
    arguments = {"revision_id": revision.pk, "terms_confirmed": False, "by": owner, "now": NOW}

    confirm_checklist(activation, by=owner)
    with refused(NotPossible, "tile-not-seen"):
        sign_off(**arguments, seen=None)
    look_at_tile(activation_id=activation.pk, by=owner, now=NOW)
    moved = sign_off(**arguments, seen=reloaded(revision).version)

    word = SignOff.objects.get()
    assert moved.state == RevisionState.SIGNED_OFF
    assert (word.digest, word.terms_digest, word.by) == (
        activation.submission.digest,
        activation.submission.terms_digest,
        owner.id,
    )
    assert boss.id in notified("listing.sign-off")


def test_sign_off_asks_for_a_look_after_the_last_activation() -> None:
    acme, boss = partner(), admin()
    org = sandbox(acme)
    revision, owner = approved(acme), member(acme, Role.OWNER)
    activation = enabled_activation(revision, boss)
    look_at_tile(activation_id=activation.pk, by=owner, now=NOW)
    switch_tile_off(org_id=org.pk, submission_id=activation.submission_id, by=boss, now=NOW)
    again = switch_tile_on(org_id=org.pk, submission_id=activation.submission_id, by=boss, now=LATER)
    confirm_checklist(again, by=owner)

    with refused(NotPossible, "tile-not-seen"):
        sign_off(revision_id=revision.pk, seen=None, terms_confirmed=True, by=owner, now=LATER)


def test_an_application_signs_off_what_it_has_read() -> None:
    acme = partner()
    sandbox(acme)
    revision = approved(acme)
    activation = enabled_activation(revision)
    machine = Actor(kind=ActorKind.APPLICATION, id=uuid4(), organisations={acme.pk: Role.OWNER})

    look_at_tile(activation_id=activation.pk, by=machine, now=NOW)
    confirm_checklist(activation, by=machine)
    moved = sign_off(revision_id=revision.pk, seen=None, terms_confirmed=False, by=machine, now=NOW)

    assert moved.state == RevisionState.SIGNED_OFF


def test_sign_off_confirms_the_terms_of_a_paid_listing() -> None:
    acme = partner()
    sandbox(acme)
    revision, owner = approved(acme), member(acme, Role.OWNER)
    type(revision.listing).objects.update(route=Route.MARKETPLACE)
    activation = enabled_activation(revision)
    look_at_tile(activation_id=activation.pk, by=owner, now=NOW)
    confirm_checklist(activation, by=owner)
    arguments = {"revision_id": revision.pk, "seen": None, "by": owner, "now": NOW}

    with refused(NotPossible, "terms-open"):
        sign_off(**arguments, terms_confirmed=False)

    assert sign_off(**arguments, terms_confirmed=True).state == RevisionState.SIGNED_OFF


def test_sign_off_needs_every_item_of_the_checklist_that_applies() -> None:
    acme = partner()
    sandbox(acme)
    revision, owner = approved(acme), member(acme, Role.OWNER)
    activation = enabled_activation(revision)
    look_at_tile(activation_id=activation.pk, by=owner, now=NOW)
    arguments = {"revision_id": revision.pk, "seen": None, "terms_confirmed": True, "by": owner, "now": NOW}
    *most, last = open_items(activation.submission)

    for checks in ([], most):
        save_checklist(activation_id=activation.pk, checks=checks, by=owner, now=NOW)
        with refused(NotPossible, "checklist-open"):
            sign_off(**arguments)
    save_checklist(activation_id=activation.pk, checks=[*most, last], by=owner, now=NOW)

    assert sign_off(**arguments).state == RevisionState.SIGNED_OFF


def test_sign_off_is_the_owners() -> None:
    acme = partner()
    sandbox(acme)
    revision = approved(acme)
    enabled_activation(revision)

    for actor in (member(acme, Role.EDITOR), admin(), lead()):
        with refused(NotAllowed):
            sign_off(revision_id=revision.pk, seen=None, terms_confirmed=True, by=actor, now=NOW)


def test_ask_for_changes_outdates_the_tile_and_keeps_it() -> None:
    acme, boss = partner(), admin()
    sandbox(acme)
    revision, editor = approved(acme), member(acme)
    activation = enabled_activation(revision, boss)
    arguments = {"revision_id": revision.pk, "seen": None, "by": editor, "now": NOW}

    with refused(NotPossible, "note-missing"):
        ask_for_changes(**arguments, note=" ")
    moved = ask_for_changes(**arguments, note="The picture is old.")

    activation.refresh_from_db()
    assert moved.state == RevisionState.CHANGES_REQUESTED
    assert (activation.is_outdated, activation.deactivated_at) == (True, None)
    assert boss.id in notified("listing.ask-for-changes")


def test_ask_for_changes_leaves_its_note_as_a_thread_for_both_sides() -> None:
    acme, docs = partner(), reviewer("documentation")
    sandbox(acme)
    revision, editor = approved(acme), member(acme)
    activation = enabled_activation(revision)

    ask_for_changes(revision_id=revision.pk, seen=None, note=" The picture is old. ", by=editor, now=LATER)

    thread = Thread.objects.get()
    comment = thread.comments.get()
    assert (thread.submission, thread.path, thread.team, thread.state) == (activation.submission, "", "", "open")
    assert (comment.body, comment.by_id, comment.is_partner) == ("The picture is old.", editor.id, True)
    assert (thread.is_blocking, thread.opened_at) == (False, LATER)
    assert notified("thread.answer") == set()  # the notice about the change already contains it
    shown_to = [who for who in (editor, docs) if visible_threads(who, revision.listing_id).exists()]
    assert shown_to == [editor, docs]


def test_send_back_takes_the_tile_and_the_word_back() -> None:
    acme = partner()
    sandbox(acme)
    revision = signed_off(approved(acme))

    moved = send_back(revision)

    assert moved.state == RevisionState.CHANGES_REQUESTED
    assert TileActivation.objects.get().deactivated_at == NOW
    assert SignOff.objects.get().withdrawn_at == NOW
    assert Event.objects.filter(verb="revision.send-back").count() == 1
