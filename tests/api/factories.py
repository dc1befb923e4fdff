"""Applications that may call the API, and their token requests."""

from django.test import Client
from django.utils import timezone
from msgspec import Struct

from accounts.models import Application, ApplicationKey, Organisation
from common.actor import Actor, Role
from listings.models import Listing, Section
from tests.accounts.factories import make_application, make_key, make_organisation, owner_of

INGESTION = "https://api.partner.microsoft.com"


class Caller(Struct, kw_only=True):
    """An application with a key. secret is the secret of the key."""

    organisation: Organisation
    application: Application
    key: ApplicationKey
    secret: str

    def form(self, **changes: str) -> dict[str, str]:
        """The form of a request to the older token endpoint; parameters with an empty value are left out."""
        fields = {
            "grant_type": "client_credentials",
            "client_id": str(self.application.client_id),
            "client_secret": self.secret,
            "resource": INGESTION,
            **changes,
        }
        return {name: value for name, value in fields.items() if value}

    def token(self, client: Client) -> str:
        response = client.post(f"/{self.organisation.pk}/oauth2/token", self.form())
        assert response.status_code == 200, response.content
        return str(response.json()["access_token"])


def make_caller(name: str = "Northquay", role: Role = Role.OWNER) -> Caller:
    organisation = make_organisation(name)
    return caller_of(organisation, owner_of(organisation), role)


def caller_of(organisation: Organisation, owner: Actor, role: Role = Role.OWNER, *, name: str = "CI") -> Caller:
    """An application that the owner created for the organisation."""
    application = make_application(organisation, owner, role, name=name)
    new = make_key(application, owner, timezone.now())
    return Caller(organisation=organisation, application=application, key=new.key, secret=new.secret)


def stored_listings() -> list[object]:
    """All listings and their sections."""
    listings = Listing.objects.order_by("pk").values_list("pk", "organisation", "name", "offer_id")
    return [*listings, *Section.objects.order_by("pk").values_list("pk", "document")]
