"""The data of webhook events about sandbox orgs."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from common.ids import EXAMPLE_ID
from listings.lifecycle.event_data import Nothing, UnrevisedEventData


class SandboxRequestEventData(UnrevisedEventData, frozen=True, kw_only=True):
    """An event about a request for a sandbox org."""

    listing: Nothing
    sandbox_request: Annotated[UUID, Meta(description="ID of the request", examples=[EXAMPLE_ID])]
    sandbox_org: Annotated[
        UUID | None, Meta(description="ID of the sandbox org; null until it is granted", examples=[EXAMPLE_ID])
    ]


class SandboxEventData(UnrevisedEventData, frozen=True, kw_only=True):
    """An event about a sandbox org."""

    listing: Nothing
    sandbox_org: Annotated[UUID, Meta(description="ID of the sandbox org", examples=[EXAMPLE_ID])]
