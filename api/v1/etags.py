"""Etags of this API. An etag is the version of a row; for a draft, it starts with the number of the revision."""

import re

from api.errors import Outdated
from common.requests import parse_number
from listings.models import Revision

_ANY = "*"
_ETAG = re.compile(r'(?:W/)?"(?:(\d+)\.)?(\d+)"')


def revision_etag(revision: Revision) -> str:
    """The etag of a revision, which changes with every change of the draft."""
    return f'"{revision.number}.{revision.version}"'


def draft_version_in(if_match: str | None, revision: Revision) -> int | None:
    """The version that the client read; None without If-Match. Raises Outdated if it is not the current version."""
    version = required_version(if_match, number=revision.number, newest=revision.version)
    if version is not None and version != revision.version:
        raise Outdated
    return version


def required_version(if_match: str | None, *, number: int | None = None, newest: int) -> int | None:
    """The version in the If-Match header, from which the client started; None without the header.

    number is that of the revision, None for rows of other models. Raises Outdated if there was never such a version.
    """
    if not if_match or if_match.strip() == _ANY:
        return None
    found = _ETAG.fullmatch(if_match.strip())
    prefix, version = (parse_number(each or "") for each in found.groups()) if found else (None, None)
    if prefix != number or version is None or not 0 < version <= newest:
        raise Outdated
    return version
