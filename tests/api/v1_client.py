"""Client for our own API, with the token of an application."""

import json
from hashlib import sha256
from typing import Any

from django.test import Client

from common.actor import Role
from listings.models import Revision
from tests.accounts.factories import owner_of
from tests.api.factories import Caller, caller_of, make_caller
from tests.listings.scene import draft

PREFIX = "/api/v1"
RAW = "application/octet-stream"
Response = Any  # Django's response with the attributes of its test client


class V1:
    """A client for an application of an organisation. owner is an owner of the organisation."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.client = caller, Client()
        self.owner = owner_of(caller.organisation)
        form = caller.form(resource="slipway")
        token = self.client.post(f"/{caller.organisation.pk}/oauth2/token", form).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: object) -> Response:
        return self.client.get(f"{PREFIX}/{path}", query, headers=self.headers)

    def post(self, path: str, body: object = None, if_match: str = "", **headers: str) -> Response:
        return self._json("post", path, body, {**headers, **({"If-Match": if_match} if if_match else {})})

    def put(self, path: str, body: object, if_match: str = "", **headers: str) -> Response:
        return self._json("put", path, body, {**headers, **({"If-Match": if_match} if if_match else {})})

    def delete(self, path: str, **headers: str) -> Response:
        return self.client.delete(f"{PREFIX}/{path}", headers={**self.headers, **headers})

    def send(self, method: str, path: str, data: bytes, kind: str = "application/zip", **headers: str) -> Response:
        """Send a body that is not JSON."""
        send = getattr(self.client, method)
        return send(f"{PREFIX}/{path}", data, content_type=kind, headers={**self.headers, **headers})

    def _json(self, method: str, path: str, body: object, headers: dict[str, str]) -> Response:
        send = getattr(self.client, method)
        content = {"data": {} if body is None else body, "content_type": "application/json"}
        return send(f"{PREFIX}/{path}", **content, headers={**self.headers, **headers})

    def upload(self, data: bytes, name: str = "folder.zip") -> str:
        """Upload the bytes in one part; returns the ID of the completed upload."""
        upload = self.post("uploads", {"name": name, "size": len(data), "sha256": sha256(data).hexdigest()}).json()
        if upload["state"] == "open" and upload["parts"]:
            self.send("put", f"uploads/{upload['id']}/parts/1", data, RAW)
        assert self.post(f"uploads/{upload['id']}/complete").json()["state"] == "complete"
        return str(upload["id"])

    def patch(self, path: str, body: object, if_match: str = "", **headers: str) -> Response:
        sent = {**self.headers, **headers, **({"If-Match": if_match} if if_match else {})}
        return self.client.patch(f"{PREFIX}/{path}", body, content_type="application/json", headers=sent)

    def call(self, method: str, path: str, body: object) -> Response:
        """Call with the HTTP method; GET has no body."""
        content = "" if method == "GET" else json.dumps(body)
        kind = "application/json"
        return self.client.generic(method, f"{PREFIX}/{path}", content, content_type=kind, headers=self.headers)

    def draft(self, name: str = "Tide Gauge", **values: str) -> Revision:
        """A new listing of the organisation."""
        return draft(self.owner, name=name, **values)

    def colleague(self, role: Role) -> "V1":
        """Another application of the same organisation."""
        return V1(caller_of(self.caller.organisation, self.owner, role, name=role.name))


def make_v1(name: str = "Northquay", role: Role = Role.OWNER) -> V1:
    return V1(make_caller(name, role))


def error(response: Response) -> dict[str, Any]:
    """The error of a response; asserts the format of errors."""
    body = response.json()
    assert body.keys() == {"error"}
    problem: dict[str, Any] = body["error"]
    assert problem.keys() == {"code", "message", "target", "context", "correlation_id", "findings"}
    assert problem["correlation_id"] == response["X-Request-ID"]
    return problem
