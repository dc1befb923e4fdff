"""Client for the ingestion API, with the token of an application."""

import json
from typing import Any

from django.test import Client

from tests.api.factories import Caller

BASE = "/v1.0/ingestion"
Response = Any  # Django's response with the attributes of its test client


class Api:
    """Calls with the token of an application."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.client = caller, Client()
        self.headers = {"Authorization": f"Bearer {caller.token(self.client)}"}

    def get(self, path: str, **query: str) -> Response:
        return self.client.get(f"{BASE}/{path}", query, headers=self.headers)

    def post(self, path: str, body: object = None) -> Response:
        return self.client.post(f"{BASE}/{path}", body, content_type="application/json", headers=self.headers)

    def put(self, path: str, body: object, if_match: str = "") -> Response:
        headers = {**self.headers, **({"If-Match": if_match} if if_match else {})}
        return self.client.put(f"{BASE}/{path}", body, content_type="application/json", headers=headers)

    def delete(self, path: str) -> Response:
        return self.client.delete(f"{BASE}/{path}", "{}", content_type="application/json", headers=self.headers)

    def product(self, offer_id: str = "tide-app", kind: str = "AzureApplication") -> dict[str, Any]:
        response = self.post("products", product_body(offer_id, kind))
        assert response.status_code == 201, response.content
        return dict(response.json())


def product_body(offer_id: str = "tide-app", kind: str = "AzureApplication") -> dict[str, Any]:
    external = [{"type": "AzureOfferId", "value": offer_id}]
    return {"resourceType": kind, "name": offer_id, "externalIDs": external, "isModularPublishing": True}


def fault(response: Response) -> dict[str, Any]:
    """The JSON object in the text of an error, extracted as clients do it."""
    text = response.json()
    start, rest = text.split(". ", 1)
    assert start == f"ICH50{response.status_code} - Unable to complete request"
    assert ". " not in rest
    return dict(json.loads(rest))
