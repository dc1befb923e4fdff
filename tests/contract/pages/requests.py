"""Requests of each role, with all changes rolled back."""

from collections.abc import Mapping
from copy import deepcopy

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct, field

from accounts.models import Person
from audit.models import Event
from tests.contract.access_table import Access
from tests.contract.access_world import PASSWORD, World
from tests.contract.addresses import address_of
from tests.rollback import undone

# Why a role can't write where only reading is possible, and vice versa.
_CLOSED = (401, 403, 404, 405)


class Visit(Struct, frozen=True, kw_only=True):
    """The response to a request. page is empty if it is not HTML.

    is_reached means that the response is neither a redirect to sign in nor a refusal.
    """

    is_reached: bool
    sets_cookies: bool
    cache_control: str
    vary: str
    page: str


Visits = Mapping[str, Mapping[str, Visit]]  # {role: {name of the URL: visit}}


class Request(Struct, frozen=True, kw_only=True):
    """A client's request; json is sent instead of data if it is set."""

    method: str
    address: str
    data: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None

    def send(self, client: Client) -> Visit:
        """Send the request and undo what it changed. Fails for server errors, and if reading writes an audit event."""
        cookies = deepcopy(client.cookies)
        with undone():
            acts = Event.objects.exclude(verb__endswith=".export")  # a download is recorded, but changes nothing
            before = acts.count()
            response = self._response(client)
            content = b"".join(response)  # a file response stays open until it has been read
            # The response of a health check lists the services that are down.
            is_fault = response.status_code >= 500 and not self.address.startswith("/health/")
            assert not is_fault, f"{self.address} answers {response.status_code}"
            assert self.method == "post" or acts.count() == before, f"reading {self.address} is an act"
        client.cookies = cookies  # after a failed attempt to delete the account, the person is signed in again
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        return Visit(
            is_reached=not is_sign_in(response) and response.status_code not in _CLOSED,
            sets_cookies=bool(response.cookies),
            cache_control=response.headers.get("Cache-Control", ""),
            vary=response.headers.get("Vary", ""),
            page=content.decode() if is_html else "",
        )

    def _response(self, client: Client) -> HttpResponse:
        if self.method == "get":
            return client.get(self.address)  # type: ignore[return-value]  # Django's own, with more in it
        if self.json is not None:
            return client.post(self.address, self.json, content_type="application/json")  # type: ignore[return-value]
        return client.post(self.address, self.data)  # type: ignore[return-value]


def is_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and "/accounts/login/?next=" in response.headers["Location"]


def get_request(name: str, access: Access, world: World, *, query: str | None = None) -> Request:
    """The request for a page. query replaces the query in the table."""
    address, data = address_of(name, access, world), _filled(access, world)
    if query is None:
        query = urlencode({key.removeprefix("?"): value for key, value in data.items()})
    return Request(method="get", address=f"{address}?{query}")


def post_request(name: str, access: Access, world: World) -> Request:
    address, data = address_of(name, access, world), _filled(access, world)
    query = {key.removeprefix("?"): value for key, value in data.items() if key[0] == "?"}
    posted = {key: value for key, value in data.items() if key[0] != "?"}
    return Request(method="post", address=f"{address}?{urlencode(query)}", data=posted, json=access.json)


def _filled(access: Access, world: World) -> Mapping[str, str]:
    values = world.kwargs[access.at]
    return {key: value.format_map(values) for key, value in access.data.items()}


def client_of(person: Person | None) -> Client:
    """A browser in which the person has just typed their password."""
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
        response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert response.status_code == 302, response.content
    return client
