"""A listing with a test client, and a service that walks the authorisation-code flow with it."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from msgspec import Struct

from common.regions import Region
from listings.actions import save_section
from tests.listings.scene import NOW
from tests.studio.scene import Scene, make_scene, signed_in
from trials.actions import generate_sandbox_secret, start_trial
from trials.diagnosis.tokens import FORM_TYPE, challenge_of
from trials.models import TrialRequest
from trials.queries import requests_of, trials_of

CALLBACK = "https://app.northquay.example/oauth/callback"
LOOPBACK = "http://127.0.0.1:8765/callback"
SCOPES = ("api_keys_write", "metrics_read")
VERIFIER = "northquay-verifier-with-more-than-43-characters"


class TrialScene(Struct, kw_only=True):
    """The people of a listing, and the credentials of its test client."""

    scene: Scene
    client_id: str
    secret: str

    def url(self, name: str, region: Region = Region.US5, *more: str) -> str:
        return reverse(f"trials:{name}", args=[self.client_id, region.value, *more])

    def log(self) -> list[TrialRequest]:
        """The requests of the newest trial."""
        trial = trials_of(self.scene.revision.listing).first()
        return list(requests_of(trial)) if trial else []

    def last_codes(self) -> list[str]:
        """The codes of the faults of the last request."""
        return [code for code, _values in self.log()[-1].faults]

    def authorization(self, **changes: str | None) -> dict[str, str]:
        """The parameters of a right authorisation request with some changes; None removes a parameter."""
        values = {
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "state": "northquay-state",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
        return changed(values, changes)

    def exchange(self, code: str | None, **changes: str | None) -> dict[str, str]:
        """The form of a right token request with some changes."""
        values = {
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "client_secret": self.secret,
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return changed(values, changes)

    def refresh(self, token: str, **changes: str | None) -> dict[str, str]:
        credentials = {"client_id": self.client_id, "client_secret": self.secret}
        return changed({"grant_type": "refresh_token", "refresh_token": token, **credentials}, changes)

    def revocation(self, value: str, **changes: str | None) -> dict[str, str]:
        credentials = {"client_id": self.client_id, "client_secret": self.secret}
        return changed({"token": value, **credentials}, changes)

    def consent(self, *, action: str = "grant", browser: Client | None = None, **changes: str | None) -> HttpResponse:
        """Open the consent page and answer it."""
        browser = browser or signed_in(self.scene.editor)
        query = self.authorization(**changes)
        page = browser.get(self.url("authorize"), query)
        assert page.status_code == 200, page.headers.get("Location")
        html = page.content.decode()
        signed = re.search(r'name="request" value="([^"]+)"', html)
        assert signed is not None
        scopes = re.findall(r'name="scopes" value="([^"]+)"', html)
        form = {"request": signed[1].replace("&quot;", '"'), "scopes": scopes, "action": action}
        return browser.post(self.url("authorize"), form, query_params=query)

    def code(self, **changes: str | None) -> str:
        return query_of(self.consent(**changes))["code"]

    def post(self, name: str, form: Mapping[str, str], region: Region = Region.US5) -> HttpResponse:
        """A request of the service itself, without cookies."""
        client = Client(enforce_csrf_checks=True)
        return client.post(self.url(name, region), urlencode(form), content_type=FORM_TYPE)

    def tokens(self, **changes: str | None) -> dict[str, str]:
        """The tokens of a right sign-in."""
        response = self.post("token", self.exchange(self.code(**changes), **changes))
        assert response.status_code == 200, response.content
        return response.json()

    def call(self, token: str, scope: str = "metrics_read", region: Region = Region.US5) -> HttpResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return Client().get(self.url("call", region, scope), headers=headers)


def changed(values: Mapping[str, str | None], changes: Mapping[str, str | None]) -> dict[str, str]:
    sent = {name: value for name, value in changes.items() if name in values or value is not None}
    return {name: value for name, value in {**values, **sent}.items() if value is not None}


def query_of(response: HttpResponse) -> dict[str, str]:
    """The parameters of the address that the browser is sent to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}


def configure_oauth(scene: Scene, **changes: object) -> None:
    values = {
        "code_type": "api_oauth",
        "oauth_name": "Northquay Cache",
        "oauth_description": "Reads metrics and sends those of your caches.",
        "oauth_onboarding_url": "https://app.northquay.example/connect",
        "oauth_redirect_uris": [CALLBACK],
        "oauth_scopes": [{"scope": scope, "reason": "Needed"} for scope in SCOPES],
        **changes,
    }
    save_section(
        revision_id=scene.revision.pk, key="configuration", version=None, changes=values, by=scene.actor, now=NOW
    )


def make_trial_scene(name: str = "Northquay") -> TrialScene:
    """A listing whose trial for US5 was started just now."""
    scene = make_scene(name)
    configure_oauth(scene)
    listing_id = scene.revision.listing_id
    new = generate_sandbox_secret(listing_id=listing_id, by=scene.actor, now=timezone.now())
    start_trial(listing_id=listing_id, region=Region.US5, by=scene.actor, now=timezone.now())
    return TrialScene(scene=scene, client_id=new.client.client_id, secret=new.value)
