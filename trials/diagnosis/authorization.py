"""What is wrong with an authorisation request."""

import re
from collections.abc import Iterator, Mapping, Sequence

from common.regions import Region
from trials.diagnosis.client_facts import (
    ClientFacts,
    client_id_faults,
    redirect_uri_faults,
    region_faults,
    undeclared_scope_faults,
)
from trials.faults import RequestFault, fault

S256 = "S256"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def authorization_faults(
    query: Mapping[str, Sequence[str]], facts: ClientFacts, *, region: Region
) -> Iterator[RequestFault]:
    """The faults in the order in which to correct them. query maps the name of a parameter to its values."""
    sent = {name: values[-1] for name, values in query.items() if values}
    yield from (fault("parameter-repeated", value=name) for name, values in query.items() if len(values) > 1)
    yield from client_id_faults(sent.get("client_id", ""), facts)
    yield from redirect_uri_faults(sent.get("redirect_uri", ""), facts)
    yield from region_faults(region, facts)
    yield from _response_type_faults(sent.get("response_type", ""))
    yield from challenge_faults(sent.get("code_challenge", ""), sent.get("code_challenge_method", ""))
    yield from undeclared_scope_faults(sent.get("scope", ""), facts)
    if not sent.get("state"):
        yield fault("state-missing")


def _response_type_faults(response_type: str) -> Iterator[RequestFault]:
    if not response_type:
        yield fault("response-type-missing")
    elif response_type != "code":
        yield fault("response-type-wrong", value=response_type)


def challenge_faults(challenge: str, method: str) -> Iterator[RequestFault]:
    """What is wrong with PKCE. The platform requires it with S256, which OAuth itself does not."""
    if not challenge:
        yield fault("challenge-missing")
    elif not method:
        yield fault("challenge-method-missing")
    elif method != S256:
        yield fault("challenge-plain", value=method)
    elif not _CHALLENGE.fullmatch(challenge):
        yield fault("challenge-malformed")
