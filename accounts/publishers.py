"""Matches the claims of a verified token with trusted publishers."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from accounts.errors import ClaimMismatch, ClaimMissing
from accounts.models import PULL_REQUEST_EVENTS, TrustedPublisher

_COMPARED = ("iss", "repository", "repository_id", "workflow", "environment", "ref", "event_name")


class Claims(Struct, frozen=True, kw_only=True):
    """Claims of a workflow run, with the issuer's names.

    repository_id and event_name are "" if the issuer does not send them.
    workflow is the name of the workflow file, or its whole reference if it belongs to another repository.
    workflow_claim is (name, value) of the claim that workflow comes from.
    """

    iss: str
    repository: str
    repository_id: str
    workflow: str
    environment: str
    ref: str
    event_name: str = ""
    workflow_claim: tuple[str, str]

    def source(self, name: str) -> tuple[str, str]:
        """(name, value) of the token's claim that this attribute was read from."""
        return self.workflow_claim if name == "workflow" else (name, getattr(self, name))


def matching_publishers(publishers: Iterable[TrustedPublisher], claims: Claims) -> list[TrustedPublisher]:
    """Publishers that match the run, the most specific first. If none match, raises ClaimMismatch or ClaimMissing."""
    left = list(publishers)
    for name in _COMPARED:
        left = [publisher for publisher in left if _matches(publisher, name, getattr(claims, name))]
        if not left:
            claim, value = claims.source(name)
            raise ClaimMismatch(claim=claim, value=value) if value else ClaimMissing(claim=claim)
    return sorted(left, key=lambda publisher: (not publisher.environment, not publisher.ref, publisher.pk))


def _matches(publisher: TrustedPublisher, claim: str, value: str) -> bool:
    """Whether the value of a claim is the one that the publisher trusts. A trusted ref can be a pattern."""
    if claim == "iss":
        return publisher.issuer == value
    if claim == "event_name":
        return value not in PULL_REQUEST_EVENTS or value in publisher.events
    expected = str(getattr(publisher, claim))
    if claim == "ref":
        return not expected or fnmatchcase(value, expected)
    is_optional = claim in ("environment", "repository_id")
    return (is_optional and not expected) or expected == value
