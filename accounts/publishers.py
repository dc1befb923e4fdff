"""Matches trusted publishers with the claims of a token whose signature is valid."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from accounts.errors import ClaimMismatch
from accounts.models import TrustedPublisher


class Claims(Struct, frozen=True, kw_only=True):
    """Claims of one workflow run, by the issuer's names. repository_id is "" if the issuer sends none.

    workflow is the name of a file of the repository, or the whole reference if it is not one of the repository.
    """

    iss: str
    repository: str
    repository_id: str
    workflow: str
    environment: str
    ref: str


def matching(publishers: Iterable[TrustedPublisher], claims: Claims) -> list[TrustedPublisher]:
    """Publishers that match the run, the most specific first. Raises ClaimMismatch with the claim that none matches."""
    left = list(publishers)
    for claim in Claims.__struct_fields__:
        left = [each for each in left if _matches(each, claim, getattr(claims, claim))]
        if not left:
            raise ClaimMismatch(claim=claim, value=getattr(claims, claim))
    return sorted(left, key=lambda each: (not each.environment, not each.ref, each.pk))


def _matches(publisher: TrustedPublisher, claim: str, value: str) -> bool:
    """Whether the texts are equal. A ref may be a pattern, because refs can't contain pattern characters."""
    if claim == "iss":
        return publisher.issuer == value
    wanted = str(getattr(publisher, claim))
    if claim == "ref":
        return not wanted or fnmatchcase(value, wanted)
    is_optional = claim in ("environment", "repository_id")
    return (is_optional and not wanted) or wanted == value
