"""The version of a revision as an etag: calls that change its state compare it."""

from django.http import HttpRequest

from api.errors import Outdated
from api.etags import note_etag
from api.v1.routes.headers import ANY
from listings.models import Revision


def note_version(request: HttpRequest, revision: Revision) -> None:
    """Send the version of the revision as the answer's etag."""
    note_etag(request, _etag(revision))


def seen_version(if_match: str | None, revision: Revision) -> int | None:
    """The version that the client looked at, None for whatever is there. Raises Outdated for another one."""
    if not if_match or if_match.strip() == ANY:
        return None
    if if_match.strip().removeprefix("W/") != _etag(revision):
        raise Outdated
    return revision.version


def _etag(revision: Revision) -> str:
    return f'"{revision.number}.{revision.version}"'
