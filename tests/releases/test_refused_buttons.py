"""Buttons that are refused: after the person confirmed their password, or because their page is out of date."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace

from accounts.actors import actor_of
from accounts.models import Organisation, Person
from common.actor import Role
from listings.lifecycle.buttons import Button
from listings.models import Listing
from listings.states.availabilities import Availability
from releases.lifecycles.live_tiles import LIVE_TILES
from releases.models import Transfer, TransferState
from sandboxes.lifecycles.orgs import SANDBOX_ORGS
from sandboxes.models import SandboxOrg, TileActivation
from tests.accounts.factories import PASSWORD, make_member
from tests.catalog.factories import make_tile
from tests.markup import compact
from tests.releases.test_transfers import answer, drafted, offered
from tests.sandboxes.scene import approved, as_, enabled_activation, partner, signed_off

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.usefixtures("data_dir", "acme_dev")]
PASSWORD_PAGE = "/accounts/reauthenticate/"
CHANGED = "The content has changed since you opened this page."


def signed_in(person: Person) -> Client:
    """A browser in which the person signed in some time ago."""
    client = Client()
    client.force_login(person)
    return client


def confirm_password(client: Client, page: str) -> str:
    """Enter the password on the page to which a form was redirected; returns the URL of the next page."""
    assert page.startswith(PASSWORD_PAGE)
    address = page.partition("next=")[2].replace("%2F", "/")
    headers = {"Referer": f"http://testserver{page}"}
    return str(client.post(PASSWORD_PAGE, {"password": PASSWORD, "next": address}, headers=headers)["Location"])


def cancel_link(client: Client, page: str) -> str:
    """The link of the password page for people who don't want to continue."""
    link = BeautifulSoup(client.get(page).content, "html.parser").find("a", string="Cancel")
    assert link
    return str(link["href"])


def test_cancelled_release_leads_back_to_its_page(acme: Organisation, boss: Person) -> None:
    """Once the tile is published, the page of the live tile is shown instead."""
    revision, client = signed_off(approved(acme)), signed_in(boss)
    page = f"/releases/{revision.pk}/"

    asked = client.post(f"{page}publish/", {"seen": revision.version})

    assert cancel_link(client, asked["Location"]) == page


@pytest.fixture
def tile(acme: Organisation) -> Listing:
    return make_tile("Acme Queue", of=acme).listing


def test_form_refused_after_the_password_is_shown_again_with_reason_and_text(tile: Listing, boss: Person) -> None:
    client, page = signed_in(boss), f"/releases/live/{tile.pk}/"
    values = {"seen": LIVE_TILES.version(tile), "reason": "A leaked key"}
    asked = client.post(f"{page}unpublish/", values, headers={"Referer": f"http://testserver{page}"})
    Listing.objects.update(availability=Availability.DEPRECATED)  # by the partner, meanwhile

    assert "You selected “Unpublish tile”." in client.get(asked["Location"]).content.decode()
    assert cancel_link(client, asked["Location"]) == page

    shown_at = confirm_password(client, asked["Location"])
    shown = client.get(shown_at)

    assert shown_at == f"{page}unpublish/"
    assert (CHANGED in shown.content.decode(), "A leaked key" in shown.content.decode()) == (True, True)
    assert client.get(shown_at).content.decode().count("A leaked key") == 1  # also if the page is loaded again
    assert Listing.objects.get().availability == Availability.DEPRECATED

    again = BeautifulSoup(shown.content, "html.parser").select_one('form[action$="/unpublish/"] [name=seen]')
    assert again
    values["seen"] = str(again["value"])
    assert client.post(shown_at, values)["Location"] == page
    assert Listing.objects.get().availability == Availability.UNPUBLISHED
    assert client.get(shown_at).status_code == 405  # nothing is kept any more


def test_form_that_became_wrong_is_shown_again_after_the_password(acme: Organisation, owner: Person) -> None:
    listing, client = drafted(acme), signed_in(owner)
    page = f"/listings/{listing.pk}/transfer/"
    assert confirm_password(client, client.get(page)["Location"]) == page
    client.session.flush()
    client.force_login(owner)
    values = {"vendor_id": "nobody", "note": "As agreed"}

    shown_at = confirm_password(client, client.post(page, values)["Location"])

    shown = compact(client.get(shown_at).content.decode())
    assert shown_at == page
    assert ("As agreed" in shown, 'value="nobody"' in shown) == (True, True)
    assert "As agreed" not in client.get(page).content.decode()  # a later visit starts with an empty form


def test_button_without_fields_leads_back_to_its_page_after_the_password(acme: Organisation, owner: Person) -> None:
    bolt = partner("Bolt")
    transfer, client = offered(drafted(acme), actor_of(owner)), signed_in(make_member(bolt, Role.OWNER, "theo"))
    Transfer.objects.update(expires_at=timezone.now() + timedelta(days=3))
    page = f"/transfers/{transfer.pk}/"
    asked = client.post(f"{page}accept/", {"seen": "offered"}, headers={"Referer": f"http://testserver{page}"})
    answer("cancel", transfer.pk, by=actor_of(owner), now=timezone.now())

    assert cancel_link(client, asked["Location"]) == page
    assert confirm_password(client, asked["Location"]) == page
    assert "This transfer is closed." in client.get(page).content.decode()
    assert Transfer.objects.get().state == TransferState.CANCELLED


def test_stale_page_cannot_unpublish_after_the_partner_deprecated(tile: Listing, boss: Person) -> None:
    client, page = as_(boss), f"/releases/live/{tile.pk}/"
    seen = BeautifulSoup(client.get(page).content, "html.parser").select_one('form[action$="/unpublish/"] [name=seen]')
    assert seen
    Listing.objects.update(availability=Availability.DEPRECATED)

    refused = client.post(f"{page}unpublish/", {"seen": seen["value"], "reason": "A leaked key"})

    assert (refused.status_code, CHANGED in refused.content.decode()) == (409, True)
    assert Listing.objects.get().availability == Availability.DEPRECATED


@pytest.mark.parametrize("verb", ["on", "off"])
def test_stale_page_cannot_switch_a_tile(acme: Organisation, acme_dev: SandboxOrg, boss: Person, verb: str) -> None:
    activation = enabled_activation(approved(acme))
    submission = activation.submission
    TileActivation.objects.update(is_outdated=verb == "on")
    page, client = f"/sandboxes/orgs/{acme_dev.pk}/", as_(boss)
    address, headers = f"{page}tiles/{submission.pk}/{verb}/", {"Referer": f"http://testserver{page}"}

    client.post(address, {"seen": submission.revision.version - 1}, headers=headers)

    assert CHANGED in client.get(page).content.decode()
    assert TileActivation.objects.filter(deactivated_at=None, is_outdated=verb == "on").exists()


@pytest.mark.parametrize("page", ["releases/live/{tile}/", "sandboxes/orgs/{org}/"])
def test_button_without_a_title_is_shown(
    tile: Listing, acme_dev: SandboxOrg, boss: Person, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    lifecycle, verb = (LIVE_TILES, "unpublish") if "live" in page else (SANDBOX_ORGS, "suspend")
    rows = [replace(row, button=replace(row.button or Button(), title="")) for row in lifecycle.rows]
    monkeypatch.setattr(type(lifecycle), "rows", tuple(rows))

    html = compact(as_(boss).get(f"/{page.format(tile=tile.pk, org=acme_dev.pk)}").content.decode())

    assert html.count(f'/{verb}/"') == 1
