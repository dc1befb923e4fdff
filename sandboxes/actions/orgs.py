"""The action that requests a sandbox org."""

from datetime import datetime
from uuid import UUID

from common.actor import Actor
from common.regions import Region
from listings.actions.requests import send_request
from sandboxes.lifecycles.requests import SANDBOX_REQUESTS
from sandboxes.models import SandboxRequest


def request_sandbox(*, organisation_id: UUID, region: Region, purpose: str, by: Actor, now: datetime) -> SandboxRequest:
    """Request a sandbox org. Only owners can.

    purpose has 20 to 1,000 characters. Raises NotFound, NotAllowed, OrganisationSuspended, NotPossible, RequestOpen.
    """
    request = SandboxRequest(organisation_id=organisation_id, region=region, purpose=purpose.strip())
    return send_request(SANDBOX_REQUESTS, request, by=by, now=now, parameters={"purpose": request.purpose})
