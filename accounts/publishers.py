"""Matches trusted publishers with the claims of a token whose signature is valid."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from accounts.errors import ClaimMismatch, ClaimMissing
from accounts.models import TrustedPublisher

_COMPARED = ("iss", "repository", "repository_id", "workflow", "environment", "ref")


class Claims(Struct, frozen=True, kw_only=True):
    """Claims of one workflow run, by the issuer's names. repository_id is "" if the issuer sends none.

    workflow is the name of a file of the repository, or the whole reference if it is not one of the repository.
    workflow_claim is the claim that names it, with its value.
    """

    iss: str
    repository: str
    repository_id: str
    workflow: str
    environment: str
    ref: str
    workflow_claim: tuple[str, str]

    def source(self, name: str) -> tuple[str, str]:
        """The claim of the token that a field comes from, with its value."""
        return self.workflow_claim if name == "workflow" else (name, getattr(self, name))


def matching_publishers(publishers: Iterable[TrustedPublisher], claims: Claims) -> list[TrustedPublisher]:
    """Publishers that match the run, the most specific first. Raises ClaimMismatch or ClaimMissing for a claim."""
    left = list(publishers)
    for name in _COMPARED:
        left = [each for each in left if _matches(each, name, getattr(claims, name))]
        if not left:
            claim, value = claims.source(name)
            raise ClaimMismatch(claim=claim, value=value) if value else ClaimMissing(claim=claim)
    return sorted(left, key=lambda each: (not each.environment, not each.ref, each.pk))


def _matches(publisher: TrustedPublisher, claim: str, value: str) -> bool:
    """Whether the texts are equal. A ref may be a pattern, because refs can't contain pattern characters."""
    if claim == "iss":
        return publisher.issuer == value
    expected = str(getattr(publisher, claim))
    if claim == "ref":
        return not expected or fnmatchcase(value, expected)
    is_optional = claim in ("environment", "repository_id")
    return (is_optional and not expected) or expected == value
