"""What people name by an address: a zip file, another file, or a repository on a known Git host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tilekit.core.paths import base_name

_REPOSITORY = r"/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?"
# (hosts, path of a repository or of a branch, path of its archive). Without a branch, the default one is meant.
_HOSTS = (
    (r"github\.com", rf"{_REPOSITORY}(?:/tree/(?P<ref>[^/]+)(?:/.*)?)?", "/{owner}/{name}/archive/{ref}.zip"),
    (
        r"gitlab\.com|gitlab\..+",
        r"/(?P<owner>[\w./-]+?)/(?P<name>[\w.-]+?)(?:\.git)?(?:/-/tree/(?P<ref>[^/]+)(?:/.*)?)?",
        "/{owner}/{name}/-/archive/{ref}/{name}.zip",
    ),
    (r"bitbucket\.org", rf"{_REPOSITORY}(?:/src/(?P<ref>[^/]+)(?:/.*)?)?", "/{owner}/{name}/get/{ref}.zip"),
    (
        r"codeberg\.org|gitea\.com|(?:gitea|forgejo)\..+",
        rf"{_REPOSITORY}(?:/src/(?:branch|tag)/(?P<ref>[^/]+)(?:/.*)?)?",
        "/{owner}/{name}/archive/{ref}.zip",
    ),
)


def archive_address(address: str) -> str:
    """The address to download: that of the archive of a repository, or the address itself."""
    parts = urlsplit(address)
    host, path = parts.hostname or "", parts.path.rstrip("/")
    for hosts, repository, archive in _HOSTS:
        match = re.fullmatch(repository, path) if re.fullmatch(hosts, host) else None
        if match:
            values = {**match.groupdict(), "ref": match["ref"] or "HEAD"}
            return f"https://{parts.netloc}{archive.format_map(values)}"
    return address


def name_in(address: str) -> str:
    """A name for what is downloaded from an address."""
    parts = urlsplit(address)
    return base_name(parts.path.rstrip("/"), default=parts.hostname or "")
