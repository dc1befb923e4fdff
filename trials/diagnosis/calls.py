"""What is wrong with a call of a test endpoint."""

from collections.abc import Iterator
from datetime import datetime

from common.regions import Region
from trials.diagnosis.client_facts import ClientFacts, region_faults, undeclared_scope_faults
from trials.diagnosis.tokens import issued_token_faults
from trials.faults import RequestFault, fault
from trials.models import IssuedValue


def bearer_in(header: str) -> str:
    """The token in an Authorization header; "" if it has none."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def call_faults(
    token: str, issued: IssuedValue | None, *, scope: str, facts: ClientFacts, region: Region, now: datetime
) -> Iterator[RequestFault]:
    """The faults of a call that needs the scope. issued is the access token; None if no trial issued it."""
    yield from region_faults(region, facts)
    yield from undeclared_scope_faults(scope, facts)
    if not token:
        yield fault("bearer-missing")
        return
    problems = list(issued_token_faults(issued, "access_token", token, now=now))
    yield from problems
    if issued is not None and not problems and scope not in issued.scopes and scope in facts.scopes:
        yield fault("scope-not-granted", value=scope)
