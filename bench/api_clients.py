"""API clients with one draft each, in an organisation with ten thousand more listings."""

import http.client
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from msgspec import Struct

if TYPE_CHECKING:
    from common.actor import Actor
    from tests.api.factories import Caller

CLIENT_COUNT = 8
LISTING_COUNT = 10_000
_LISTINGS_AT_ONCE = 1_000
_WORDS = ("anvil", "basin", "cable", "derrick", "ebb", "ferry", "groyne", "hawser")
_SECONDS = 120
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


class ClientData(Struct, frozen=True, kw_only=True):
    """The data of one client: the form of its token request, its draft, and the session of a person."""

    tenant: str
    form: Mapping[str, str]
    product: str
    module: str
    session: str


def client_data() -> list[ClientData]:
    """Create the data of all clients, and LISTING_COUNT more listings in their organisation."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from accounts.models import Person
    from api.ingestion.modules.drafts import entity_id
    from api.ingestion.modules.entity_kinds import KINDS
    from bench.urls import BARE_ROW
    from jobs.models import Heartbeat
    from tests.accounts.factories import make_organisation, owner_of
    from tests.api.factories import caller_of
    from tests.validation.scene import ready

    organisation = make_organisation("Bench")
    owner = owner_of(organisation)
    _many(owner)
    Heartbeat.objects.create(name=BARE_ROW, at=timezone.now())
    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(Person.objects.get(memberships__organisation=organisation))
    session = visitor.cookies[settings.SESSION_COOKIE_NAME].value
    data = []
    for word in _WORDS[:CLIENT_COUNT]:
        caller: Caller = caller_of(organisation, owner, name=word)
        listing_id = ready(owner, name=f"Acme {word}", word=word, now=timezone.now()).listing_id
        module = f"listings/{entity_id(listing_id, next(kind for kind in KINDS if kind.path == 'listings'))}"
        data.append(
            ClientData(
                tenant=str(organisation.pk),
                form=caller.form(),
                product=f"/v1.0/ingestion/products/{listing_id}",
                module=module,
                session=session,
            )
        )
    return data


def _many(owner: "Actor") -> None:
    """Create small listings with the rows that a page of products reads."""
    from uuid import uuid4

    from django.db import connection
    from django.utils import timezone

    from listings.models import Listing, Revision, Section

    now, organisation_id = timezone.now(), next(iter(owner.organisations))
    for first in range(0, LISTING_COUNT, _LISTINGS_AT_ONCE):
        listings = [
            Listing(
                organisation_id=organisation_id, route="integrations", offering_type="integration", app_uuid=uuid4(),
                name=f"Gauge {number}", name_folded=f"gauge{number}", name_look=f"gauge{number}",
                name_key=f"gauge{number}", offer_id=f"gauge-{number}", created_at=now,
            )
            for number in range(first, first + _LISTINGS_AT_ONCE)
        ]  # fmt: skip
        Listing.objects.bulk_create(listings)
        revisions = [
            Revision(listing=listing, number=1, state_since=now, created_at=now, active_at=now) for listing in listings
        ]
        Revision.objects.bulk_create(revisions)
        Section.objects.bulk_create(
            Section(revision=revision, key=key, document={}, updated_at=now)
            for revision in revisions
            for key in ("overview", "configuration")
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the server would do this automatically, but later


class ApiClient:
    """A client with one connection, which stays open between calls."""

    def __init__(self, place: ClientData, port: int) -> None:
        self.place, self.port, self.count = place, port, 0
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        self.headers: dict[str, str] = {}
        self.submission = ""

    def send(self, method: str, path: str, body: bytes | None = None, *, kind: str = "", **more: str) -> dict[str, str]:
        """The body of a successful response. kind is the content type of the request; more contains headers."""
        headers = {**self.headers, **({"Content-Type": kind} if kind else {}), **more}
        self.link.request(method, path, body, headers)
        response = self.link.getresponse()
        content = response.read()
        assert response.status in {200, 201, 202, 204}, f"{method} {path}: {response.status} {content[:300]!r}"
        return dict(json.loads(content)) if content else {}

    def token(self) -> None:
        form = urlencode(self.place.form).encode()
        token = self.send("POST", f"/{self.place.tenant}/oauth2/token", form, kind=_FORM)["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def bare(self) -> None:
        self.link.request("GET", "/bench/bare/", headers={"Cookie": f"sessionid={self.place.session}"})
        response = self.link.getresponse()
        response.read()
        assert response.status == 200, response.status

    def page(self, size: int = 100) -> None:
        products = self.send("GET", f"/v1.0/ingestion/products?$top={size}")
        assert len(products["value"]) == size

    def get_module(self) -> None:
        self.send("GET", f"{self.place.product}/{self.place.module}")

    def put_module(self) -> None:
        self.count += 1
        body = {"title": f"Gauge {self.count}", "summary": "Live tide levels of every gauge"}
        path = f"{self.place.product}/{self.place.module}"
        self.send("PUT", path, json.dumps(body).encode(), kind=_JSON, **{"If-Match": "*"})

    def submit(self) -> None:
        path = f"{self.place.product}/submissions"
        self.submission = f"{path}/{self.send('POST', path, b'{}', kind=_JSON)['id']}"

    def cancel(self) -> None:
        self.send("DELETE", self.submission)


Client = TypeVar("Client", bound=ApiClient)


def in_parallel(clients: Sequence[Client], run: Callable[[Client], list[float]]) -> list[float]:
    """Run the function for all clients in parallel; returns all their values."""
    with ThreadPoolExecutor(len(clients)) as pool:
        return [value for values in pool.map(run, clients) for value in values]
