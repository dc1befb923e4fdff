import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.actors import actor_of
from accounts.models import Membership, Organisation, Person
from common.actor import SYSTEM, Role
from common.errors import NotPossible
from listings.lifecycle.transitions import TRANSITIONS
from listings.models import Listing, Revision
from listings.pages.button_forms import TransitionForm
from listings.states.revision_states import RevisionState
from sandboxes.guards import PURPOSE as PURPOSE_LENGTHS
from sandboxes.models import (
    Installation,
    OrgState,
    Region,
    RequestState,
    SandboxOrg,
    SandboxRequest,
    SignOff,
    TileActivation,
    TileLook,
)
from sandboxes.sign_off_checklist import CHECKLIST
from tests.accounts.factories import make_member
from tests.listings.scene import reloaded
from tests.markup import compact
from tests.sandboxes.scene import (
    LATER,
    NOW,
    approved,
    as_,
    confirm_checklist,
    enabled_activation,
    partner,
    post,
    sandbox,
)
from tilekit.core.kind import Route
from tilekit.core.section import Tab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "acme_dev"), pytest.mark.sqlite_is_enough]
PURPOSE = "We test the dashboards of Acme Queue."


def test_an_owner_requests_a_sandbox_org(acme: Organisation, owner: Person) -> None:
    client = as_(owner)
    page = client.get("/sandboxes/")
    data = {"region": "eu", "purpose": PURPOSE}

    short = client.post("/sandboxes/requests/", {**data, "purpose": "short"})
    post(client, "/sandboxes/requests/", **data)

    assert b"acme-dev" in page.content
    assert short.status_code == 422
    assert b'href="#request-purpose-field"' in short.content
    assert SandboxRequest.objects.get().region == Region.EU
    assert b"We will decide by" in client.get("/sandboxes/").content
    again = client.post("/sandboxes/requests/", data)
    assert (again.status_code, b'href="#request-region-field"' in again.content) == (422, True)


def test_only_owners_see_the_form(acme: Organisation) -> None:
    html = compact(as_(make_member(acme, Role.EDITOR)).get("/sandboxes/").content.decode())

    assert "Only an owner of your organisation can request a sandbox org." in html
    assert "Request sandbox org" not in html


def test_owner_of_several_organisations_chooses_one_of_them(owner: Person) -> None:
    second, other = partner("Second"), partner("Other")
    Membership.objects.create(person=owner, organisation=second, role=Role.OWNER)
    client, data = as_(owner), {"region": "us1", "purpose": PURPOSE}

    refused = client.post("/sandboxes/requests/", {**data, "organisation_id": str(other.pk)})
    post(client, "/sandboxes/requests/", **data, organisation_id=str(second.pk))

    assert refused.status_code == 422
    assert SandboxRequest.objects.get().organisation == second


def test_form_of_a_request_announces_the_shortest_purpose(owner: Person) -> None:
    assert f"{PURPOSE_LENGTHS[0]} characters or more" in as_(owner).get("/sandboxes/").content.decode()


def request_of(of: Organisation, region: Region = Region.EU) -> SandboxRequest:
    return SandboxRequest.objects.create(
        organisation=of, region=region, purpose=PURPOSE, requested_at=NOW, due_at=LATER
    )


def test_an_admin_grants_and_declines(acme: Organisation, owner: Person, boss: Person) -> None:
    client, granted, declined = as_(boss), request_of(acme), request_of(acme, Region.AP1)
    assert b">Due<" in client.get(f"/sandboxes/requests/{declined.pk}/").content
    page = compact(client.get("/sandboxes/").content.decode())

    post(client, f"/sandboxes/requests/{granted.pk}/grant/")
    empty = client.post(f"/sandboxes/requests/{declined.pk}/decline/", {"reason": ""})
    post(client, f"/sandboxes/requests/{declined.pk}/decline/", reason="Not this region.\nNot yet.")

    assert "2 requests waiting" in page
    assert "Overdue" in page
    assert empty.status_code == 422
    assert SandboxOrg.objects.filter(name="acme-dev-eu").exists()
    assert SandboxRequest.objects.get(pk=declined.pk).state == RequestState.DECLINED
    page = client.get(f"/sandboxes/requests/{declined.pk}/").content
    assert (b"Not this region.<br>Not yet." in page, b">Due<" in page) == (True, False)
    assert b"Not this region.<br>Not yet." in as_(owner).get("/sandboxes/").content


def test_a_second_org_in_a_region_is_offered_as_an_exception(acme: Organisation, boss: Person) -> None:
    client, row = as_(boss), request_of(acme, Region.US1)
    html = compact(client.get("/sandboxes/").content.decode())

    post(client, f"/sandboxes/requests/{row.pk}/grant-extra/")

    assert "only as an exception" in html
    assert SandboxOrg.objects.get(name="acme-dev-2").is_extra


def test_message_about_a_decided_request_is_not_lost(acme: Organisation, owner: Person) -> None:
    client, row = as_(owner), request_of(acme)
    address = f"/sandboxes/requests/{row.pk}/"
    SandboxRequest.objects.update(state=RequestState.DECLINED, decided_at=NOW)

    response = client.post(f"{address}message/", {"seen": "requested", "message": "Please hurry"})

    page = compact(response.content.decode())
    assert response.status_code == 409
    assert "Please hurry</textarea>" in page
    assert "has changed since you opened this page" in page
    assert "This is no longer possible. Copy your text" in page


def test_reason_for_a_changed_org_is_kept_and_can_be_sent_again(acme: Organisation, boss: Person) -> None:
    client, org = as_(boss), acme.sandboxes.get()
    address = f"/sandboxes/orgs/{org.pk}/suspend/"

    response = client.post(address, {"seen": "suspended", "reason": "Abuse"})

    assert response.status_code == 409
    assert "Abuse</textarea>" in response.content.decode()
    assert 'name="seen" value="active"' in response.content.decode()
    assert client.post(address, {"seen": "active", "reason": "Abuse"}).status_code == 302


def test_an_owner_withdraws_a_request(acme: Organisation, owner: Person) -> None:
    client, row = as_(owner), request_of(acme)

    post(client, f"/sandboxes/requests/{row.pk}/withdraw/")

    assert SandboxRequest.objects.get().state == RequestState.WITHDRAWN
    assert b"Withdrawn" in client.get(f"/sandboxes/requests/{row.pk}/").content


def test_an_admin_runs_orgs(acme: Organisation, boss: Person) -> None:
    client, org = as_(boss), acme.sandboxes.get()
    address = f"/sandboxes/orgs/{org.pk}/"

    assert client.get("/sandboxes/orgs/").content.count(b"acme-dev") == 1
    assert client.post(f"{address}suspend/", {"reason": ""}).status_code == 422
    post(client, f"{address}suspend/", reason="Abuse")
    assert SandboxOrg.objects.get().state == OrgState.SUSPENDED
    assert b"Reactivate sandbox org" in client.get(address).content
    post(client, f"{address}reactivate/")
    assert SandboxOrg.objects.get().state == OrgState.ACTIVE


def test_an_approved_tile_is_rehearsed_then_turned_on(acme: Organisation, boss: Person) -> None:
    client, revision = as_(boss), approved(acme)
    page = compact(client.get("/sandboxes/").content.decode())
    cell = re.search(r'<a class="cell" href="(/sandboxes/\?[^"]+)" data-style="accent"', page)
    assert cell
    rehearsal = compact(client.get(cell[1].replace("&amp;", "&")).content.decode())
    form = re.search(r'action="(/sandboxes/orgs/[^"]+/on/)"', rehearsal)
    seen = re.search(r'name="seen" value="(\d+)"', rehearsal)
    assert form
    assert seen

    target = post(client, form[1], seen=seen[1])

    assert reloaded(revision).state == RevisionState.IN_SANDBOX
    assert "Enable tile" in rehearsal
    assert "The tile includes 1 dashboard." in rehearsal
    assert "Disable tile" in compact(client.get(target).content.decode())
    post(client, form[1].replace("/on/", "/off/"))
    assert TileActivation.objects.get().deactivated_at is not None
    post(client, form[1])
    assert TileActivation.objects.filter(deactivated_at=None).count() == 1


def test_a_closed_switch_says_why(boss: Person) -> None:
    acme = partner("Unconfirmed", vendor_confirmed_at=None, vendor_confirmed_by_id=None)
    org, revision = sandbox(acme), approved(acme)

    html = compact(as_(boss).get(f"/sandboxes/?listing={revision.listing_id}&org={org.pk}").content.decode())

    assert "An admin must confirm the organisation" in html
    assert 'aria-disabled="true"' in html


@pytest.mark.parametrize("query", ["listing=x&org=y", "listing=&org=", "show=zzz&after=zzz"])
def test_a_broken_address_of_a_rehearsal_shows_none(acme: Organisation, boss: Person, query: str) -> None:
    approved(acme)

    response = as_(boss).get(f"/sandboxes/?{query}")

    assert response.status_code == 200
    assert b"Nothing has changed yet" not in response.content


def test_terms_that_are_not_confirmed_name_what_to_do() -> None:
    (row,) = (row for row in TRANSITIONS if row.verb == "sign off")
    paid, free = (Revision(listing=Listing(route=route)) for route in (Route.MARKETPLACE, Route.INTEGRATIONS))
    form = TransitionForm({}, row=row, subject=paid, actor=SYSTEM)
    assert form.is_valid()

    text = "Confirm that the pricing and the EULA are correct."

    assert form.show_reasons(NotPossible(reasons=text, codes=["terms-open"]))
    assert form.errors == {"terms_confirmed": [text]}
    assert not TransitionForm({}, row=row, subject=free, actor=SYSTEM).fields


def test_price_is_confirmed_once() -> None:
    assert [key for key, (tab, _text) in CHECKLIST.items() if tab is Tab.PRICING] == []


def test_a_partner_looks_verifies_and_signs_off(acme: Organisation, owner: Person) -> None:
    client, revision = as_(owner), approved(acme)
    activation = enabled_activation(revision)
    address = f"/sandboxes/tiles/{activation.pk}/"
    first = compact(client.get(address).content.decode())
    assert not TileLook.objects.exists()  # a GET changes nothing

    post(client, f"{address}look/")
    post(client, f"{address}checks/", checks=["logos", "texts"])
    post(client, f"{address}install/")
    second = compact(client.get(address).content.decode())
    refused = client.post(f"{address}sign-off/", {"seen": str(reloaded(revision).version)})
    confirm_checklist(activation, by=actor_of(owner))
    target = post(client, f"{address}sign-off/", seen=str(reloaded(revision).version))

    assert "View the tile in your sandbox org before you sign it off." in first
    assert 'hx-trigger="load, submit"' in first
    assert "You viewed this tile on" in second
    assert second.count(" checked") == 2
    assert "Remove test installation" in second
    assert refused.status_code == 422
    assert refused.content.decode().count("Confirm every item in the checklist before you sign off.") == 1
    assert SignOff.objects.count() == 1
    assert target == f"/releases/{revision.pk}/"


def test_the_look_is_noted_by_the_page_itself(acme: Organisation, owner: Person) -> None:
    activation = enabled_activation(approved(acme))
    client = as_(owner)

    part = client.post(f"/sandboxes/tiles/{activation.pk}/look/", headers={"HX-Request": "true"})

    assert TileLook.objects.get().actor_id == owner.pk
    assert b"<html" not in part.content
    assert b"View the tile in your sandbox org before you sign it off." not in part.content


def test_every_tab_of_a_sandbox_tile_opens_with_its_pictures(acme: Organisation, owner: Person) -> None:
    activation, client = enabled_activation(approved(acme)), as_(owner)
    address = f"/sandboxes/tiles/{activation.pk}/"
    page = compact(client.get(address).content.decode())
    tabs = re.findall(rf'<a id="tile-tab-[\w-]+" href="({address}\?tab=[\w-]+)["#]', page)
    logo = re.search(r'src="(/files/[^"]+)"', page)

    assert len(tabs) == 6
    for tab in tabs:
        assert client.get(tab).status_code == 200
    assert logo
    assert client.get(logo[1]).getvalue()
    assert "This is a preview in the sandbox org" in page


def test_a_problem_becomes_a_thread_at_its_place(acme: Organisation, owner: Person) -> None:
    activation, client = enabled_activation(approved(acme)), as_(owner)
    address = f"/sandboxes/tiles/{activation.pk}/problem/"

    empty = client.post(address, {"body": "", "tab": "support"})
    target = post(client, address, body="The address is wrong.", tab="support")

    thread = activation.listing.threads.get()
    assert empty.status_code == 422
    assert thread.path == "support.support_md"
    assert target.endswith(f"#thread-{thread.pk}")


def test_asking_for_changes_needs_a_note(acme: Organisation, owner: Person) -> None:
    revision = approved(acme)
    activation, client = enabled_activation(revision), as_(owner)
    address = f"/sandboxes/tiles/{activation.pk}/"

    empty = client.post(f"{address}ask-for-changes/", {"note": ""})
    post(client, f"{address}ask-for-changes/", note="The picture is old.", seen=str(reloaded(revision).version))

    assert empty.status_code == 422
    assert reloaded(revision).state == RevisionState.CHANGES_REQUESTED
    assert b"This version is out of date" in client.get(address).content


def test_a_tile_that_is_off_says_so(acme: Organisation, owner: Person) -> None:
    activation = enabled_activation(approved(acme))
    TileActivation.objects.update(deactivated_at=NOW)
    client = as_(owner)

    assert client.get(f"/sandboxes/tiles/{activation.pk}/").status_code == 409
    assert client.post(f"/sandboxes/tiles/{activation.pk}/install/").status_code == 409
    assert not Installation.objects.exists()


def test_reason_of_a_suspension_is_shown_to_partner_and_staff(
    acme_dev: SandboxOrg, owner: Person, boss: Person
) -> None:
    address = f"/sandboxes/orgs/{acme_dev.pk}/"
    assert "Suspended" not in history_of(as_(boss), address)
    post(as_(boss), f"{address}suspend/", reason="Unpaid invoices")

    for reader, pages in ((owner, [address, "/sandboxes/"]), (boss, [address])):
        for page in pages:
            text = BeautifulSoup(as_(reader).get(page).content, "html.parser").get_text(" ", strip=True)
            assert "Reason for the suspension: Unpaid invoices" in " ".join(text.split())
        assert "Suspended Greta Unpaid invoices" in history_of(as_(reader), address)

    post(as_(boss), f"{address}reactivate/")
    assert "Reason for the suspension" not in compact(as_(owner).get(address).content.decode())
    assert "Reactivated Greta" in history_of(as_(owner), address)
    assert "Unpaid invoices" in history_of(as_(owner), address)


def history_of(client: Client, address: str) -> str:
    """The text of the card with the history."""
    card = BeautifulSoup(client.get(address).content, "html.parser").select_one("#history")
    assert card
    return " ".join(card.parent.get_text(" ", strip=True).split()) if card.parent else ""
