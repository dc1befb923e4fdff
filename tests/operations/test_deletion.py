"""Deletion of an organisation: the rehearsal, what prevents it, and what is left afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from accounts.actions import confirm_vendor_id, erase_person
from accounts.company_sign_in.queries import provider_for_address
from accounts.models import (
    Application,
    ApplicationKey,
    Invitation,
    Membership,
    Organisation,
    Person,
    ProviderIdentity,
    SignInDomain,
    SignInProvider,
)
from api.models import Upload
from audit.models import Event
from common.actor import Role, TeamRole
from common.errors import NotAllowed, NotPossible
from common.ids import uuid7
from listings.models import Listing, Revision, Submission
from listings.states.revision_states import AT_REST, EDITABLE, ON_THE_WAY, RevisionState
from notices.models import DigestEntry, Notice, Outbox
from operations.deletion import queries
from operations.deletion.actions import delete_organisation
from operations.deletion.parts import deleted_parts, kept_parts
from operations.deletion.queries import rehearse_deletion
from operations.errors import OrganisationNameDiffers
from reviews.actions import claim_review
from reviews.closings import ORGANISATION_DELETED
from reviews.models import Claim, Review
from tests.accounts.factories import (
    NOW,
    actor_of,
    make_admin,
    make_application,
    make_key,
    make_member,
    make_reviewer,
    owner_of,
)
from tests.accounts.test_signing_in import sign_in
from tests.listings.scene import draft
from tests.reviews.scene import InReview, in_review, reviewer_for
from tests.sandboxes.scene import live_listing, partner
from tests.transitions import reject_revision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def scene() -> InReview:
    return in_review()


@pytest.fixture
def acme(scene: InReview) -> Organisation:
    """An organisation with a listing that was submitted and came back, one that wasn't, and an application."""
    organisation = scene.revision.listing.organisation
    owner = owner_of(organisation)
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.CHANGES_REQUESTED)
    draft(owner, name="Never sent")
    make_key(make_application(organisation, owner), owner, timezone.now())
    return organisation


def delete(organisation: Organisation, admin: Person, **changes: str) -> None:
    values = {"name": organisation.name, "reason": "The contract ended.", **changes}
    delete_organisation(organisation_id=organisation.pk, **values, by=actor_of(admin), now=timezone.now())


def numbers(organisation: Organisation) -> dict[str, int]:
    rehearsal = rehearse_deletion(organisation.pk)
    return {str(row.label): row.number for row in (*rehearsal.goes, *rehearsal.stays) if row.number}


def test_what_was_submitted_stays_and_everything_else_goes(acme: Organisation, scene: InReview) -> None:
    admin, before = make_admin(), numbers(acme)
    assert before["Listings that were never submitted"] == 1
    assert before["Listings that were submitted"] == 1
    assert before["Keys of applications"] == 1

    delete(acme, admin)

    assert set(numbers(acme)) == {"Listings that were submitted", "Applications"} & set(before) | (
        {"Accepted agreements", "Sandbox orgs"} & set(before)
    )
    models = (Membership, Invitation)
    assert [model.objects.filter(organisation=acme).count() for model in models] == [0, 0]
    assert not ApplicationKey.objects.exists()
    assert Application.objects.get().removed_at
    listing = Listing.objects.get(organisation=acme)
    assert listing.deleted_at
    assert Submission.objects.filter(revision__listing=listing).exists()
    revision = Revision.objects.get(pk=scene.revision.pk)
    assert (revision.state, revision.archived_from) == (RevisionState.ARCHIVED, RevisionState.CHANGES_REQUESTED)


def test_the_row_loses_its_name_and_the_vendor_id_stays_reserved(acme: Organisation) -> None:
    admin, vendor_id = make_admin(), acme.vendor_id
    confirm_vendor_id(organisation_id=acme.pk, vendor_id=vendor_id, by=actor_of(admin), now=NOW)
    delete(acme, admin)

    row = Organisation.objects.get(pk=acme.pk)
    assert row.name.startswith("Deleted organisation ")
    assert row.vendor_name == row.name
    assert (row.slug, row.url, row.vendor_id) == (f"deleted-{acme.pk.hex}", "", vendor_id)
    assert not row.is_active
    event = Event.objects.get(verb="organisation.delete")
    assert event.actor_id == admin.pk
    assert event.object_ids["organisation"] == str(acme.pk)


def test_event_says_how_many_rows_of_each_kind_went(acme: Organisation) -> None:
    """As the rehearsal does. One total would not say whether keys or notices were deleted."""
    goes = {str(row.label): row.number for row in rehearse_deletion(acme.pk).goes if row.number}

    delete(acme, make_admin())

    numbers = dict(Event.objects.get(verb="organisation.delete").object_ids)
    del numbers["organisation"]
    assert numbers == {part.noun: goes[str(part.label)] for part in deleted_parts() if str(part.label) in goes}
    assert (numbers["keys"], numbers["drafts"]) == (1, 1)


def test_uploads_and_requests_of_the_api_stay_until_they_expire(acme: Organisation) -> None:
    times = {"created_at": NOW, "expires_at": NOW + timedelta(days=1)}
    Upload.objects.create(organisation=acme, requested_by=uuid7(), name="a", size=1, sha256="0" * 64, **times)

    stays = {str(row.label): (row.number, str(row.reason)) for row in rehearse_deletion(acme.pk).stays}

    reason = "They are removed when their time is over."
    assert stays["Uploads through the API"] == (1, reason)
    assert stays["Requests of the configure API"] == (0, reason)


def test_pages_about_the_listing_still_open(acme: Organisation, scene: InReview) -> None:
    admin, client = make_admin(), Client()
    client.force_login(admin)
    delete(acme, admin)

    for address in ("/organisations/", "/audit/", f"/listings/{scene.revision.listing_id}/"):
        response = client.get(address)
        assert response.status_code == 200, address
    assert "Deleted organisation" in client.get("/organisations/").content.decode()


def test_nobody_signs_in_through_its_provider_any_more(acme: Organisation) -> None:
    """The domain is free for another organisation, and the recovery owner can erase the account."""
    owner = owner_of(acme)
    issuer = "https://login.acme.example"
    SignInDomain.objects.create(organisation=acme, domain="acme.example", token="t", verified_at=timezone.now())
    SignInProvider.objects.create(
        organisation=acme,
        issuer=issuer,
        client_id="slipway",
        is_enabled=True,
        is_required=True,
        recovery_owner_id=owner.id,
        tested_at=timezone.now(),
    )
    ProviderIdentity.objects.create(organisation=acme, issuer=issuer, subject="1", person_id=owner.id)
    assert provider_for_address("ada@acme.example")
    before = numbers(acme)
    assert [before[label] for label in ("Identity provider", "Sign-in domains")] == [1, 1]

    delete(acme, make_admin())

    assert provider_for_address("ada@acme.example") is None
    models = (SignInDomain, SignInProvider, ProviderIdentity)
    assert [model.objects.filter(organisation=acme).count() for model in models] == [0, 0, 0]
    erase_person(person_id=owner.id, by=owner, now=timezone.now())


def test_sessions_that_began_at_its_provider_end(acme: Organisation) -> None:
    """Each of them would keep the rights of its person in other organisations, without anybody to end it."""
    member, browsers = make_member(acme, Role.VIEWER), [Client(), Client()]
    for browser in browsers:
        sign_in(browser, member.email)
    session = browsers[0].session
    session["company_sign_in"] = {"organisation": str(acme.pk), "is_whole": True}
    session.save()
    assert numbers(acme)["Sessions that began at the identity provider"] == 1

    delete(acme, make_admin())

    assert [browser.get("/profile/").status_code for browser in browsers] == [302, 200]


def test_digests_of_its_members_lose_what_is_about_it(acme: Organisation, scene: InReview) -> None:
    member, reviewer = make_member(acme, Role.VIEWER), make_reviewer()
    listings = {"its own": scene.revision.listing_id, "of others": uuid7()}
    for person in (member, reviewer):
        for key, listing_id in listings.items():
            DigestEntry.objects.create(person=person, kind="x", url="/", key=key, listing_id=listing_id, created_at=NOW)
    for url in (f"{acme.get_absolute_url()}members/", "/organisation/", f"/organisation/{acme.slug}-2/"):
        DigestEntry.objects.create(person=member, kind="x", url=url, key=url, created_at=NOW)
    assert numbers(acme)["Notices that wait for a daily digest"] == 2

    delete(acme, make_admin())

    rows = DigestEntry.objects.order_by("person", "key")
    assert set(rows.values_list("person", "key")) == {
        (member.pk, "of others"),
        (member.pk, "/organisation/"),
        (member.pk, f"/organisation/{acme.slug}-2/"),
        (reviewer.pk, "its own"),
        (reviewer.pk, "of others"),
    }


@pytest.mark.parametrize("model", [Notice, Outbox, DigestEntry])
def test_notices_and_mails_with_its_name_go(acme: Organisation, model: type[Model]) -> None:
    """They would keep the name, and lead to pages that don't exist any more."""
    reviewer, page = make_reviewer(), acme.get_absolute_url()
    rows: list[tuple[str, dict[str, str]]] = [
        ("/", {"organisation": acme.name}), ("/", {"giver": acme.name}), (f"{page}users/", {}),
        ("/", {"organisation": "Other"}), (page.replace(acme.slug, f"{acme.slug}-2"), {}),
    ]  # fmt: skip
    for number, (url, parameters) in enumerate(rows):
        values = {"kind": "x", "url": url, "parameters": parameters, "created_at": NOW}
        if model is Outbox:
            values |= {"idempotency_key": str(number), "recipient_id": reviewer.pk, "channel": "email"}
        else:
            values |= {"key": str(number), "person": reviewer}
        model._default_manager.create(**values)
    kept = [url for url, _ in rows[3:]]

    delete(acme, make_admin())

    assert list(model._default_manager.filter(kind="x").order_by("pk").values_list("url", flat=True)) == kept


def test_all_tables_of_an_organisation_are_in_the_lists(acme: Organisation) -> None:
    """Transfers belong to listings that stay."""
    listed = {part.rows(acme.pk).model for part in (*deleted_parts(), *kept_parts())}
    others = {
        model
        for model in apps.get_models()
        if any(field.related_model is Organisation for field in model._meta.concrete_fields)
    }
    assert {model.__name__ for model in others - listed} == {"Transfer"}


def test_a_review_prevents_it(scene: InReview) -> None:
    organisation = scene.revision.listing.organisation
    with pytest.raises(NotPossible, match="Withdraw or send back 1 listing in the review, sandbox or release stage"):
        delete(organisation, make_admin())


def test_an_archived_draft_does_not_prevent_it(acme: Organisation, scene: InReview) -> None:
    """Drafts without activity are archived. Their state before stays, too."""
    since = timezone.now()
    archived = {"state": RevisionState.ARCHIVED, "archived_from": RevisionState.CHANGES_REQUESTED, "state_since": since}
    Revision.objects.filter(pk=scene.revision.pk).update(**archived)

    delete(acme, make_admin())

    assert Revision.objects.filter(pk=scene.revision.pk).values(*archived).get() == archived


def test_reviews_that_wait_for_the_partner_are_closed(scene: InReview) -> None:
    """They stayed in the queue of the team, and their claims in the workload of the reviewer, for ever."""
    team = "documentation"
    claim_review(review_id=scene.review(team).pk, by=scene.team(team), now=timezone.now())
    scene.send_back(team, now=timezone.now())

    delete(scene.revision.listing.organisation, make_admin())

    assert Revision.objects.get(pk=scene.revision_id).state == RevisionState.ARCHIVED
    assert set(Review.objects.values_list("close_reason", flat=True)) == {ORGANISATION_DELETED}
    assert not Claim.objects.filter(released_at=None).exists()
    assert Event.objects.get(verb="organisation.delete").object_ids["reviews"] == Review.objects.count()


def test_states_that_prevent_it_come_from_their_table() -> None:
    """A list of names would not know a new state. Every state but one is in a group."""
    assert "RevisionState" not in Path(queries.__file__).read_text()
    assert {*RevisionState} - {*ON_THE_WAY, *EDITABLE, *AT_REST} == {RevisionState.REJECTED}


def test_a_rejected_listing_does_not_prevent_it_and_nobody_can_reopen_it(scene: InReview) -> None:
    """A lead could grant an appeal, and the listing would wait for a partner that doesn't exist any more."""
    lead = reviewer_for("ecosystems", role=TeamRole.LEAD)
    reject_revision(revision_id=scene.revision_id, reason="It is listed already.", by=lead, now=timezone.now())

    delete(scene.revision.listing.organisation, make_admin())

    row = Revision.objects.get(pk=scene.revision_id)
    assert (row.state, row.archived_from) == (RevisionState.ARCHIVED, RevisionState.REJECTED)


def test_a_live_tile_prevents_it(data_dir: Path) -> None:
    organisation = partner("Northquay")
    live_listing(organisation)
    with pytest.raises(NotPossible, match="Unpublish 1 live tile"):
        delete(organisation, make_admin())


def test_only_admins_who_are_not_members_delete_it(acme: Organisation) -> None:
    member_admin = make_member(acme, Role.OWNER)
    Person.objects.filter(pk=member_admin.pk).update(is_admin=True)
    for person in (make_member(acme, Role.OWNER), Person.objects.get(pk=member_admin.pk)):
        with pytest.raises(NotAllowed):
            delete(acme, person)


def test_the_name_must_be_entered(acme: Organisation) -> None:
    with pytest.raises(OrganisationNameDiffers):
        delete(acme, make_admin(), name="Other")


def test_an_admin_deletes_it_on_the_page(acme: Organisation) -> None:
    client = Client()
    client.force_login(make_admin())
    address = f"/organisation/{acme.slug}/delete/"
    assert "Listings that were never submitted" in client.get(address).content.decode()

    wrong = client.post(address, {"name": "Other", "reason": "Gone"})
    assert wrong.status_code == 422
    assert client.post(address, {"name": acme.name, "reason": ""}).status_code == 422
    assert Organisation.objects.get(pk=acme.pk).is_active

    assert client.post(address, {"name": acme.name, "reason": "Gone"}).status_code == 302
    assert not Organisation.objects.get(pk=acme.pk).is_active
    assert client.get(address).status_code == 404
