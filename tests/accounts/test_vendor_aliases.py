"""Vendor aliases: requests, decisions, and names that nobody else may have."""

from datetime import datetime
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.actions import (
    confirm_vendor_id,
    create_organisation,
    update_organisation,
)
from accounts.actors import actor_of
from accounts.errors import (
    AliasDecided,
    AliasExists,
    OrganisationNameTaken,
    PlatformNameRefused,
    VendorIdTaken,
    VendorNameTaken,
    VendorShared,
)
from accounts.models import AliasState, Organisation, VendorAlias
from accounts.vendor_names import assert_not_platform, organisations_with_vendor
from accounts.vendors import vendors_of_organisation
from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound
from listings.actions.requests import change_request, send_request
from listings.lifecycle.offers import offers
from notices.models import Notice
from releases.lifecycles.vendor_aliases import VENDOR_ALIASES
from tests.accounts.factories import NOW, make_admin, make_member, make_organisation, make_person, owner_of
from tests.markup import compact
from tests.vendors import make_alias
from tilekit.sections.initial_values import Vendor

pytestmark = pytest.mark.django_db
BRAND = Vendor(name="Kelpworks", url="https://kelpworks.example", id="kelpworks")


def requested(organisation: Organisation, by: Actor, vendor: Vendor = BRAND) -> VendorAlias:
    row = VendorAlias(
        organisation=organisation, name=vendor.name, vendor_id=vendor.id, url=vendor.url, reason="We own it."
    )
    return send_request(VENDOR_ALIASES, row, by=by, now=NOW)


def confirm_alias(*, alias_id: UUID, by: Actor, now: datetime, **parameters: object) -> VendorAlias:
    return change_request(VENDOR_ALIASES, alias_id, "confirm", by=by, now=now, parameters=parameters)


def decline_alias(*, alias_id: UUID, reason: str, by: Actor, now: datetime) -> VendorAlias:
    return change_request(VENDOR_ALIASES, alias_id, "decline", by=by, now=now, parameters={"reason": reason})


def confirmed(row: VendorAlias, **options: bool) -> VendorAlias:
    return confirm_alias(alias_id=row.pk, by=actor_of(make_admin()), now=NOW, **options)


def test_an_alias_counts_once_an_admin_has_confirmed_it() -> None:
    admin, organisation = make_admin("sam"), make_organisation()
    owner = owner_of(organisation, "mara")
    row = requested(organisation, owner)
    assert [vendor.name for vendor in vendors_of_organisation(organisation)] == ["Northquay"]
    assert Notice.objects.get(kind="organisation.alias-requested").person_id == admin.pk

    for _again in range(2):
        confirm_alias(alias_id=row.pk, by=actor_of(admin), now=NOW, note="Seen the register")
    assert vendors_of_organisation(organisation)[1] == BRAND
    assert Notice.objects.get(kind="organisation.alias-confirmed").person_id == owner.id
    assert list(
        Event.objects.filter(verb__startswith="vendor-alias").order_by("at", "pk").values_list("verb", flat=True)
    ) == [
        "vendor-alias.request",
        "vendor-alias.confirm",
    ]

    decline_alias(alias_id=row.pk, reason="Sold", by=actor_of(admin), now=NOW)
    assert len(vendors_of_organisation(organisation)) == 1
    with pytest.raises(AliasDecided):
        confirm_alias(alias_id=row.pk, by=actor_of(admin), now=NOW)


def test_both_sides_write_on_the_page_of_a_request() -> None:
    organisation, admin = make_organisation(), make_admin("sam")
    editor = make_member(organisation, Role.EDITOR)
    row = requested(organisation, actor_of(editor))
    address, partner, staff, other = row.get_absolute_url(), Client(), Client(), Client()
    for client, person in ((partner, editor), (staff, admin), (other, make_person())):
        client.force_login(person)

    sent = staff.post(f"{address}message/", {"message": "Who owns the brand?"})
    staff.post(f"{address}confirm/", {"note": "Seen the register"})

    page, notes = partner.get(address).content.decode(), staff.get(address).content.decode()
    assert (sent.status_code, sent["Location"]) == (302, address)
    assert "Who owns the brand?" in page
    assert ("Seen the register" in page, "Seen the register" in notes) == (False, True)
    assert (other.get(address).status_code, partner.post(f"{address}decline/").status_code) == (404, 403)


@pytest.mark.parametrize(
    "field, value", [("vendor_id", "Kelp works"), ("name", "Kelp\u202eworks"), ("url", "no address")]
)
def test_request_is_refused_at_the_wrong_field(field: str, value: str) -> None:
    organisation, client = make_organisation(), Client()
    client.force_login(make_member(organisation, Role.EDITOR))
    data = {"name": BRAND.name, "vendor_id": BRAND.id, "url": BRAND.url, "reason": "We own it.", field: value}

    refused = client.post(f"/organisation/{organisation.slug}/aliases/new/", data)

    assert refused.status_code == 422
    assert f'href="#request-{field}-field"' in refused.content.decode()
    assert not VendorAlias.objects.exists()


def test_a_vendor_that_is_taken_is_refused_at_its_field() -> None:
    make_alias(make_organisation("Lagoon"), BRAND.name, BRAND.id)
    organisation, client = make_organisation(), Client()
    row = requested(organisation, owner_of(organisation))
    client.force_login(make_admin())

    refused = client.post(f"{row.get_absolute_url()}confirm/", {})

    assert refused.status_code == 422
    assert 'href="#confirm-is_shared-field"' in refused.content.decode()
    assert "select “Another organisation may use this vendor too”" in refused.content.decode()


def test_editors_request_and_other_admins_decide() -> None:
    organisation = make_organisation()
    viewer = actor_of(make_member(organisation, Role.VIEWER))
    editor = actor_of(make_member(organisation, Role.EDITOR))
    with pytest.raises(NotAllowed):
        requested(organisation, viewer)
    with pytest.raises(NotFound):
        requested(organisation, actor_of(make_person()))
    row = requested(organisation, editor)
    with pytest.raises(NotAllowed):
        confirm_alias(alias_id=row.pk, by=editor, now=NOW)
    own_admin = actor_of(make_member(organisation, is_admin=True))
    with pytest.raises(NotAllowed):
        confirm_alias(alias_id=row.pk, by=own_admin, now=NOW)


def test_a_vendor_is_requested_only_once() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    row = requested(organisation, owner)
    with pytest.raises(AliasExists):
        requested(organisation, owner)
    with pytest.raises(AliasExists):
        requested(organisation, owner, Vendor(name="Northquay", id="northquay"))
    decline_alias(alias_id=row.pk, reason="No proof", by=actor_of(make_admin()), now=NOW)
    assert requested(organisation, owner).state == AliasState.REQUESTED


@pytest.mark.parametrize(
    "vendor, error",
    [
        (Vendor(name="Kelpwοrks", id="northquay"), VendorNameTaken),  # a Greek omicron
        (Vendor(name="Seaweed", id="ke1pworks"), VendorIdTaken),
        (Vendor(name="Datadog Labs", id="northquay"), PlatformNameRefused),
        (Vendor(name="Labs", id="datad0g-labs"), PlatformNameRefused),
    ],
)
def test_lookalikes_of_others_and_of_the_platform_are_refused(
    vendor: Vendor, error: type[Exception], settings: LazySettings
) -> None:
    settings.PLATFORM_NAME = "Datadog"
    make_alias(make_organisation("Lagoon"), "Kelpworks", "kelpworks")
    organisation = make_organisation()
    with pytest.raises(error):
        requested(organisation, owner_of(organisation), vendor)


def test_the_vendor_of_another_organisation_needs_an_exception() -> None:
    make_alias(make_organisation("Lagoon"), BRAND.name, BRAND.id)
    organisation = make_organisation()
    row = requested(organisation, owner_of(organisation))
    with pytest.raises(VendorShared):
        confirmed(row)
    assert confirmed(row, is_shared=True).state == AliasState.CONFIRMED


def test_two_decisions_at_once_can_not_give_a_vendor_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The constraint holds when both admins have passed the check."""
    monkeypatch.setattr("releases.vendor_alias_effects.assert_own_vendor", lambda **_values: None)
    lagoon, organisation = make_organisation("Lagoon"), make_organisation()
    confirmed(requested(lagoon, owner_of(lagoon)))
    for vendor in (Vendor(name="Seaweed", id="kelpworks"), Vendor(name="Kelpworks", id="northquay")):
        with pytest.raises(VendorShared):
            confirmed(requested(organisation, owner_of(organisation), vendor))


def test_an_organisation_can_not_be_named_like_an_alias_or_the_platform(settings: LazySettings) -> None:
    settings.PLATFORM_NAME = "Datadog"
    make_alias(make_organisation("Lagoon"), "Kelpworks", "kelpworks")
    person = actor_of(make_person())
    for name, error in (("Kelpw0rks", OrganisationNameTaken), ("Data Dog, DATADOG", PlatformNameRefused)):
        with pytest.raises(error):
            create_organisation(name=name, url="https://x.example", by=person, now=NOW)
    organisation = make_organisation()
    with pytest.raises(OrganisationNameTaken):
        update_organisation(
            organisation_id=organisation.pk, name="KELPWORKS", url="", by=owner_of(organisation), now=NOW
        )
    with pytest.raises(VendorIdTaken):
        confirm_vendor_id(organisation_id=organisation.pk, vendor_id="kelpworks", by=actor_of(make_admin()), now=NOW)


def test_a_renamed_organisation_publishes_under_its_confirmed_name() -> None:
    organisation = make_organisation()
    confirm_vendor_id(organisation_id=organisation.pk, vendor_id="northquay", by=actor_of(make_admin()), now=NOW)
    update_organisation(
        organisation_id=organisation.pk, name="Bigcorp", url="https://b.example", by=owner_of(organisation), now=NOW
    )
    organisation.refresh_from_db()
    assert (organisation.name, organisation.vendor_name) == ("Bigcorp", "Northquay")


def test_a_name_confirmed_by_the_release_before_stays_after_a_rename() -> None:
    admin = make_admin()
    organisation = make_organisation(vendor_confirmed_at=NOW, vendor_confirmed_by=admin)
    update_organisation(
        organisation_id=organisation.pk, name="Bigcorp", url="https://b.example", by=owner_of(organisation), now=NOW
    )
    organisation.refresh_from_db()
    assert organisation.vendor_name == "Northquay"


@pytest.mark.parametrize("name", ["Data dog", "Data-Dog Labs", "D.a.t.a.d.o.g", "New Datadog!", "The dаtа·dοg"])
def test_spaces_and_punctuation_don_t_hide_the_name_of_the_platform(name: str, settings: LazySettings) -> None:
    settings.PLATFORM_NAME = "Datadog"
    with pytest.raises(PlatformNameRefused):
        assert_not_platform(name)


@pytest.mark.parametrize("name", ["Data", "Dog Data", "Datadepot", "Watchdog", "..."])
def test_other_names_are_not_the_name_of_the_platform(name: str, settings: LazySettings) -> None:
    settings.PLATFORM_NAME = "Datadog"
    assert_not_platform(name)


def test_nobody_else_gets_the_name_under_which_a_renamed_organisation_publishes() -> None:
    admin, organisation = actor_of(make_admin()), make_organisation()
    confirm_vendor_id(organisation_id=organisation.pk, vendor_id="northquay", by=admin, now=NOW)
    owner, other = owner_of(organisation, "mara"), make_organisation("Lagoon")
    lagoon = owner_of(other, "lia")
    update_organisation(organisation_id=organisation.pk, name="Bigcorp", url="https://b.example", by=owner, now=NOW)

    for name in ("Northquay", "NORTHQUAY", "Nоrthquay"):  # the last with a Cyrillic letter
        with pytest.raises(OrganisationNameTaken):
            create_organisation(name=name, url="https://x.example", by=actor_of(make_person()), now=NOW)
        with pytest.raises(OrganisationNameTaken):
            update_organisation(organisation_id=other.pk, name=name, url="https://x.example", by=lagoon, now=NOW)
    with pytest.raises(VendorNameTaken):
        requested(other, lagoon, Vendor(name="Nоrthquay", id="lagoon"))
    row = requested(other, lagoon, Vendor(name="Northquay", id="lagoon"))
    assert [holder.name for holder in organisations_with_vendor(row)] == ["Bigcorp"]
    with pytest.raises(VendorShared):
        confirmed(row)
    update_organisation(organisation_id=organisation.pk, name="Northquay", url="https://b.example", by=owner, now=NOW)


def test_a_name_taken_after_a_rename_is_not_confirmed_with_another_vendor_id() -> None:
    """Before former names counted, somebody could register one."""
    admin, organisation = actor_of(make_admin()), make_organisation()
    confirm_vendor_id(organisation_id=organisation.pk, vendor_id="northquay", by=admin, now=NOW)
    Organisation.objects.filter(pk=organisation.pk).update(name="Bigcorp", name_folded="b", name_look="b")
    other = make_organisation("Northquay", slug="northquay-2", vendor_id="northquay-2")

    with pytest.raises(VendorNameTaken):
        confirm_vendor_id(organisation_id=other.pk, vendor_id="northquay-2", by=admin, now=NOW)


def test_the_requests_of_the_queue_name_the_requested_alias(client: Client) -> None:
    organisation = make_organisation()
    row = requested(organisation, owner_of(organisation, "mara"))
    client.force_login(make_admin())

    assert f'<a href="{row.get_absolute_url()}">Kelpworks</a>' in client.get("/queue/requests/").content.decode()


def test_the_list_of_organisations_names_the_requested_alias(client: Client) -> None:
    organisation = make_organisation()
    row = requested(organisation, owner_of(organisation, "mara"))
    client.force_login(make_admin())

    html = compact(client.get("/organisations/?show=aliases").content.decode())

    assert f'<a href="{row.get_absolute_url()}">Requested alias: Kelpworks</a>' in html
    confirmed(row)
    assert "Requested alias" not in client.get("/organisations/").content.decode()


@pytest.mark.parametrize(
    "name", ["Kelp Works", "Kelp-Works", "Kelpworks™", "KelpWorks®", "Kelpworks (TM)", "K.e.l.p works!", "Ke1p w0rks ©"]
)
def test_spaces_punctuation_and_trade_marks_don_t_hide_the_name_of_another(name: str) -> None:
    admin = actor_of(make_admin())
    make_alias(make_organisation("Lagoon"), "Kelpworks", "kelpworks")
    organisation, vendor = make_organisation(), Vendor(name=name, id="northquay")

    with pytest.raises(VendorNameTaken):
        requested(organisation, owner_of(organisation), vendor)
    with pytest.raises(OrganisationNameTaken):
        create_organisation(name=name, url="https://x.example", by=actor_of(make_person()), now=NOW)
    older = make_organisation(name, slug="older", vendor_id="older")
    with pytest.raises(VendorNameTaken):
        confirm_vendor_id(organisation_id=older.pk, vendor_id="older", by=admin, now=NOW)
    row = make_alias(organisation, name, state=AliasState.REQUESTED)
    assert [holder.name for holder in organisations_with_vendor(row)] == [name, "Lagoon"]


@pytest.mark.parametrize("name", ["Kelp", "Kelpworks 2", "Kelpworks Labs", "!?", "कि"])
def test_names_with_other_letters_are_not_those_of_another(name: str) -> None:
    for number, taken in enumerate(("Kelpworks", "...", "का")):
        make_organisation(taken, slug=f"taken-{number}", vendor_id=f"taken-{number}")

    assert create_organisation(name=name, url="https://x.example", by=actor_of(make_person()), now=NOW).name == name


def test_admins_learn_that_an_organisation_moves_to_another_domain() -> None:
    """The vendor URL of listings is compared with the organisation's."""
    admin, organisation = make_admin(), make_organisation()
    owner, kind = owner_of(organisation), "organisation.domain-changed"

    def move(url: str) -> None:
        update_organisation(organisation_id=organisation.pk, name="Northquay", url=url, by=owner, now=NOW)

    move("https://proposed.example")
    confirm_vendor_id(organisation_id=organisation.pk, vendor_id="northquay", by=actor_of(admin), now=NOW)
    move("https://www.proposed.example/company")
    assert not Notice.objects.filter(kind=kind).exists()

    move("https://bigcorp.example")
    notice = Notice.objects.get(kind=kind)
    assert (notice.person_id, notice.url) == (admin.pk, f"/organisations/{organisation.slug}/")
    assert notice.parameters["after"] == "https://bigcorp.example"


def test_admin_declines_a_request_and_revokes_a_confirmed_alias() -> None:
    organisation, admin = make_organisation(), actor_of(make_admin("sam"))
    row = requested(organisation, owner_of(organisation, "mara"))

    def label() -> str:
        alias = VendorAlias.objects.get(pk=row.pk)
        return next(
            str(offer.label) for offer in offers(VENDOR_ALIASES, [alias], admin)[row.pk] if offer.verb == "decline"
        )

    assert label() == "Decline alias"
    confirm_alias(alias_id=row.pk, by=admin, now=NOW)
    assert label() == "Revoke alias"
