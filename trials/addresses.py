"""The addresses of the sandbox authorisation server. Each test client and region has its own."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct

from common.regions import Region

TRIALS_PATH = "/oauth-trials"


class TrialAddresses(Struct, frozen=True, kw_only=True):
    """The addresses of a client in a region, as the person's browser reaches the portal.

    A service builds them from site and domain, as on the platform: it sends the browser to the site, and its own
    requests to the domain.
    """

    site: str
    domain: str

    @property
    def authorization(self) -> str:
        return f"{self.site}/oauth2/v1/authorize"

    @property
    def token(self) -> str:
        return f"{self.site}/oauth2/v1/token"

    @property
    def revocation(self) -> str:
        return f"{self.site}/oauth2/v1/revoke"

    @property
    def call(self) -> str:
        return f"{self.site}/api/v2/scopes/{{scope}}"

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters with which the onboarding address is opened, and the browser is sent back."""
        return {"domain": self.domain, "site": self.site}


def trial_addresses(request: HttpRequest, client_id: str, region: Region) -> TrialAddresses:
    """The addresses under the host name of the request."""
    path = reverse("trials:authorize", args=[client_id, region.value]).removesuffix("/oauth2/v1/authorize")
    return TrialAddresses(site=request.build_absolute_uri(path), domain=request.get_host() + path)


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """The URL with more parameters in its query, before a fragment."""
    address, hash_sign, fragment = url.partition("#")
    separator = "&" if "?" in address else "?"
    return f"{address}{separator}{urlencode(parameters)}{hash_sign}{fragment}"
