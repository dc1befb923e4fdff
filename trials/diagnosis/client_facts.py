"""What a diagnosis must know about the client, and the faults that several kinds of request share."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from common.regions import Region
from trials.faults import RequestFault, fault
from trials.fingerprints import shown_client_id

_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class ClientFacts(Struct, frozen=True, kw_only=True):
    """The test client of a listing as the draft declares it. published_id is "" if the listing has none yet."""

    client_id: str
    published_id: str
    name: str
    description: str
    onboarding_url: str
    redirect_uris: Sequence[str]
    scopes: Sequence[str]
    region: Region


def is_loopback(url: str) -> bool:
    """Whether the address is of the person's own machine: http, on any port, without a user name or a fragment."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 raises ValueError
    except ValueError:
        return False
    is_plain = parts.scheme == "http" and "@" not in parts.netloc and not parts.fragment and "\\" not in url
    return is_plain and parts.hostname in _LOOPBACK_HOSTS


def client_id_faults(client_id: str, facts: ClientFacts) -> Iterator[RequestFault]:
    if not client_id:
        yield fault("client-id-missing")
    elif client_id != facts.client_id:
        is_published, shown = client_id == facts.published_id, shown_client_id(client_id)
        yield fault("client-id-published") if is_published else fault("client-id-unknown", value=shown)


def region_faults(region: Region, facts: ClientFacts) -> Iterator[RequestFault]:
    """The service used the address of another region than the one that its onboarding address received."""
    if region != facts.region:
        yield fault("other-region", region=region.label, trial_region=facts.region.label)


def redirect_uri_faults(uri: str, facts: ClientFacts) -> Iterator[RequestFault]:
    if not uri:
        yield fault("redirect-uri-missing")
    elif uri not in facts.redirect_uris and not is_loopback(uri):
        similar = [declared for declared in facts.redirect_uris if _folded(declared) == _folded(uri)]
        if similar:
            yield fault("redirect-uri-similar", value=uri, declared=similar[0])
        else:
            yield fault("redirect-uri-unknown", value=uri)


def undeclared_scope_faults(scope: str, facts: ClientFacts) -> Iterator[RequestFault]:
    for name in scope.split():
        if name not in facts.scopes:
            yield fault("scopes-with-commas" if "," in name else "scope-undeclared", value=name)


def _folded(url: str) -> str:
    """The address without what people get wrong most often: case, the query, the scheme and a slash at the end."""
    return url.partition("?")[0].partition("://")[2].rstrip("/").casefold()
