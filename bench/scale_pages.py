"""The pages and calls that `bench.scale` measures, and who opens them."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from api.tokens.resources import TokenResource

_PARTNER = "demo-harbour"


def clients() -> "dict[str, Client]":
    """{who: client} of a visitor, of people of the demo, and of an application of a partner at each of two APIs."""
    from django.test import Client

    from api.tokens.resources import TokenResource

    people = {who: _client_of_person(who) for who in ("partner", "engineering", "admin")}
    return {
        "visitor": Client(SERVER_NAME="localhost"),
        **people,
        "api": _client_of_application(TokenResource.PORTAL),
        "ingestion": _client_of_application(TokenResource.INGESTION),
    }


def _client_of_person(who: str) -> "Client":
    from django.test import Client

    from accounts.models import Person

    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(email=f"{who}@demo.example"))
    return client


def _client_of_application(resource: "TokenResource") -> "Client":
    from django.test import Client
    from django.utils import timezone

    from accounts.models import ApplicationKey
    from api.tokens.actions import issue_token

    key = ApplicationKey.objects.filter(application__organisation__slug=_PARTNER).earliest("pk")
    token = issue_token(key=key, resource=resource, now=timezone.now()).secret
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})


def pages() -> Iterator[tuple[str, str]]:
    """(who, address) of each measured page or call."""
    by_reader = _pages_of_readers()
    yield from ((who, address) for who, addresses in by_reader.items() for address in addresses)


def _pages_of_readers() -> Mapping[str, tuple[str, ...]]:
    from listings.models import Listing
    from reviews.models import Review

    listings = Listing.objects.filter(organisation__slug=_PARTNER)
    listing, live = listings.earliest("created_at", "pk"), listings.get(name__startswith="Nomad")
    review = Review.objects.filter(revision__listing__organisation__slug=_PARTNER, closed_at=None).earliest("pk")
    everyone = ("/", "/listings/", "/catalogue/", "/catalogue/?q=secrets", "/search/?q=harbour")
    work = ("/queue/", "/queue/requests/", f"/reviews/{review.pk}/", "/releases/live/", "/sandboxes/")
    leads = ("/queue/?team=all", "/queue/fast-lane/", "/insights/", "/releases/vendors/")
    admins = ("/audit/", f"/audit/?listing={listing.pk}", "/retention/", "/system/")
    compare, tile = f"/listings/{live.pk}/compare/", f"/catalogue/{live.tile.slug}/"
    return {
        "visitor": ("/", "/catalogue/", "/catalogue/?q=harbour", "/catalogue/?category=Cloud"),
        "partner": (*everyone, f"/listings/{listing.pk}/", compare, tile, f"/organisation/{_PARTNER}/audit/"),
        "engineering": (*everyone, *work),
        "admin": (*everyone, *leads, *admins),
        "api": (
            "/api/v1/listings",
            "/api/v1/catalog/tiles",
            "/api/v1/catalog/tiles?q=secrets",
            "/api/v1/catalog/facets",
            "/api/v1/catalog/facets?q=datadog",
        ),
        "ingestion": ("/v1.0/ingestion/products",),
    }
