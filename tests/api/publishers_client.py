"""Client for the publisher surface, with the token of an application."""

from typing import Any
from uuid import UUID

from django.test import Client

from tests.api.factories import Caller

PUBLISHERS = "https://cloudpartner.azure.com"
VERSION = "api-version=2017-10-31"
Response = Any  # Django's response with the attributes of its test client


class Publisher:
    """An application; paths are relative to the offers of its organisation."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.client = caller, Client()
        form = caller.form(resource=PUBLISHERS)
        token = self.client.post(f"/{caller.organisation.pk}/oauth2/token", form).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.base = f"/api/publishers/{caller.organisation.slug}/offers"

    def get(self, path: str = "", query: str = "") -> Response:
        return self.client.get(f"{self.base}{path}?{VERSION}{query}", headers=self.headers)

    def put(self, path: str, body: object, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = f"{self.base}{path}?{VERSION}"
        return self.client.put(address, body, content_type="application/json", headers={**self.headers, **named})

    def post(self, path: str, body: object = None) -> Response:
        address = f"{self.base}{path}?{VERSION}"
        return self.client.post(address, body, content_type="application/json", headers=self.headers)

    def offer(self, offer_id: str = "tide-vm", **definition: object) -> dict[str, Any]:
        """A new offer."""
        response = self.put(f"/{offer_id}", offer_body(**definition))
        assert response.status_code == 200, response.content
        return dict(response.json())


def offer_body(**definition: object) -> dict[str, Any]:
    return {
        "offerTypeId": "microsoft-azure-virtualmachines",
        "definition": {"displayText": "Tide Gauge VM", "offer": {}, "plans": [], **definition},
    }


def error(response: Response) -> dict[str, str]:
    """The error of a response; asserts the format of errors."""
    body = response.json()
    assert body.keys() == {"error"}
    problem: dict[str, str] = body["error"]
    assert problem.keys() == {"code", "message"}
    assert all(problem.values())
    return problem


def operation_in(response: Response) -> UUID:
    """The operation that a 202 response refers to."""
    assert (response.status_code, response.content) == (202, b"")
    path, _mark, query = response["Location"].partition("?")
    assert query == VERSION
    return UUID(path.rpartition("/operations/")[2])
