"""A partner with a trusted publisher for one of its listings; the issuer runs on this machine."""

import json
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from accounts.actions import Workflow, trust_publisher
from accounts.models import TrustedPublisher
from common.actor import Actor, Role
from tests.api.issuer import REPOSITORY, Issuer
from tests.api.v1_client import V1, Response, make_v1

EXCHANGE = "/api/v1/oidc/exchange"


def trust(
    organisation_id: UUID,
    listing_id: UUID,
    name: str,
    *,
    issuer: Issuer,
    by: Actor,
    role: Role = Role.OWNER,
    **values: str,
) -> TrustedPublisher:
    """Add the workflow of the issuer's tokens as a trusted publisher of the listing."""
    workflow = {"issuer": issuer.address, "repository": REPOSITORY, "workflow": "publish.yml", **values}
    return trust_publisher(
        organisation_id=organisation_id,
        listing_id=listing_id,
        name=name,
        role=role,
        workflow=Workflow(**workflow),
        by=by,
        now=timezone.now(),
    )


class Trusting:
    """A partner. The workflow publish.yml may change the listing listing_id, but not other_id; api uses a key."""

    def __init__(self, issuer: Issuer, role: Role = Role.OWNER, *, api: V1 | None = None) -> None:
        self.issuer, self.client, self.api = issuer, Client(), api or make_v1()
        self.organisation = self.api.caller.organisation
        self.listing_id = self.api.draft().listing_id
        self.other_id = self.api.draft(name="Buoy Tracker").listing_id
        self.publisher = self.trust(self.listing_id, "GitHub", role)

    def trust(self, listing_id: UUID, name: str, role: Role = Role.OWNER, **values: str) -> TrustedPublisher:
        return trust(self.organisation.pk, listing_id, name, issuer=self.issuer, by=self.api.owner, role=role, **values)

    def exchange(self, token: str = "", **body: object) -> Response:
        sent: dict[str, Any] = {"token": token or self.issuer.token(), "tenant_id": self.organisation.pk, **body}
        return self.client.post(EXCHANGE, sent, content_type="application/json")

    def headers(self) -> dict[str, str]:
        """The headers of calls with a token of the workflow."""
        response = self.exchange()
        assert response.status_code == 200, response.content
        return {"Authorization": f"Bearer {response.json()['access_token']}"}

    def send(self, method: str, path: str, headers: dict[str, str], body: object = None) -> Response:
        """Call our own API; path is relative to its prefix."""
        return self.client.generic(
            method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )
