"""Addresses of repositories on Azure DevOps, whose pages name the branch and the folder in the query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlunsplit

from msgspec import Struct

_PATH_PART = r"[^/]+"
_OTHER_PAGES = r"(?:/commits|/branches|/tags|/pushes|/branchCompare|/pullrequests|/pullrequest/\d+)?"
_REPOSITORY_PAGES = (
    # Without a project, it has the name of the repository.
    (r"dev\.azure\.com", rf"(?P<base>/{_PATH_PART})(?:/(?P<project>{_PATH_PART}))?/_git/(?P<name>{_PATH_PART})"),
    (
        r".+\.visualstudio\.com",
        rf"(?P<base>(?:/DefaultCollection)?)(?:/(?P<project>{_PATH_PART}))?/_git/(?P<name>{_PATH_PART})",
    ),
    (r"ssh\.dev\.azure\.com", rf"/v3(?P<base>/{_PATH_PART})/(?P<project>{_PATH_PART})/(?P<name>{_PATH_PART})"),
)
_REST = rf"(?:/commit/(?P<commit>\w+)|{_OTHER_PAGES})"
# The first two letters of the version in an address, and what they mean in the API.
_VERSION_TYPES = {"GB": "branch", "GT": "tag", "GC": "commit"}
# The parameters that name them: of a file or folder, of its history, and of two branches that are compared.
_VERSIONS, _PATHS = ("version", "itemVersion", "targetVersion"), ("path", "itemPath")


class AzureRepository(Struct, frozen=True, kw_only=True):
    """The address of the archive of a repository, and the folder or file in it that was named; "" for all of it."""

    archive: str
    folder: str


def azure_repository(parts: SplitResult) -> AzureRepository | None:
    """The repository that an address is about; None for other addresses."""
    host, path = parts.hostname or "", parts.path.rstrip("/")
    for hosts, page in _REPOSITORY_PAGES:
        match = re.fullmatch(page + _REST, path) if re.fullmatch(hosts, host) else None
        if match:
            version, folder = _first_of(_VERSIONS, parts.query), _first_of(_PATHS, parts.query)
            version = f"GC{match['commit']}" if match["commit"] else version
            items = f"{match['base']}/{match['project'] or match['name']}/_apis/git/repositories/{match['name']}/items"
            address = (parts.scheme, host.removeprefix("ssh."), items, _query(version), "")
            return AzureRepository(archive=urlunsplit(address), folder=unquote(folder).strip("/"))
    return None


def _first_of(names: Sequence[str], query: str) -> str:
    """The value of the first of these parameters that a query has; "" if it has none of them."""
    given = dict(parse_qsl(query))
    return next((given[name] for name in names if name in given), "")


def _query(version: str) -> str:
    """The parameters of the archive of a version, "" for that of the default branch."""
    kind = _VERSION_TYPES.get(version[:2])
    chosen = {"versionDescriptor.versionType": kind, "versionDescriptor.version": version[2:]} if kind else {}
    asked = {"path": "/", **chosen, "$format": "zip", "api-version": "7.1"}
    return urlencode(asked, safe="/$", quote_via=quote)
