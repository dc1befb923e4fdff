"""Creates the test client of a listing, and generates its secret. The secret is shown once and stored as a hash."""

from datetime import datetime
from uuid import UUID, uuid4

from allauth.idp.oidc.models import Client
from msgspec import Struct

from accounts.tokens import new_secret
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from listings.actions.drafts import assert_may_begin
from listings.lifecycle.revision_locks import lock_listing
from trials.models import SandboxClient

_ENDING = 4


class NewSandboxSecret(Struct, frozen=True, kw_only=True):
    """A new secret of a test client. value can be shown only now."""

    client: SandboxClient
    value: str


@action
def generate_sandbox_secret(*, listing_id: UUID, by: Actor, now: datetime) -> NewSandboxSecret:
    """Generate a secret for the listing's test client, and create the client first if there is none.

    The previous secret stops working at once; tokens continue to work. Raises NotFound, NotAllowed.
    """
    listing = lock_listing(listing_id, by=by)
    assert_may_begin(listing.organisation_id, by=by)
    value = new_secret()
    row = SandboxClient.objects.select_related("client").filter(listing=listing).first()
    client = row.client if row else Client(id=str(uuid4()), name=listing.name[:100], scopes="")
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.set_secret(value)
    client.save()
    columns = {"client": client, "secret_ending": value[-_ENDING:], "secret_at": now}
    row, _created = SandboxClient.objects.update_or_create(listing=listing, defaults=columns)
    record_event("test-client.generate-secret", by=by, objects={"listing": listing.pk, "client": client.pk}, now=now)
    return NewSandboxSecret(client=row, value=value)
