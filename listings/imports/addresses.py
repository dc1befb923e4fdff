"""What people name by an address: a zip file, another file, or a repository on a known Git host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tilekit.core.paths import base_name

_REPOSITORY = r"/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?"
_PROJECT = r"/(?P<owner>[\w./-]+?)/(?P<name>[\w.-]+?)(?:\.git)?"
_OTHER_PAGES = r"(?:issues|pulls?|merge_requests|actions|wiki|releases|branches|tags|activity)"
# (hosts, path of a page, path of the archive of its repository, or of its file). Without a branch, the default one.
_HOSTS = (
    (r"github\.com", rf"{_REPOSITORY}/blob/(?P<ref>.+)", "/{owner}/{name}/raw/{ref}"),
    (
        r"github\.com",
        rf"{_REPOSITORY}(?:/(?:tree|commits?|releases/tag)/(?P<ref>[^/]+)(?:/.*)?|/{_OTHER_PAGES}(?:/[\d/]+)?)?",
        "/{owner}/{name}/archive/{ref}.zip",
    ),
    (r"gitlab\.com|gitlab\..+", rf"{_PROJECT}/-/blob/(?P<ref>.+)", "/{owner}/{name}/-/raw/{ref}"),
    (
        r"gitlab\.com|gitlab\..+",
        rf"{_PROJECT}(?:/-/(?:tree|commits?|tags)/(?P<ref>[^/]+)(?:/.*)?|/-/{_OTHER_PAGES}(?:/[\d/]+)?)?",
        "/{owner}/{name}/-/archive/{ref}/{name}.zip",
    ),
    (r"bitbucket\.org", rf"{_REPOSITORY}(?:/src/(?P<ref>[^/]+)(?:/.*)?)?", "/{owner}/{name}/get/{ref}.zip"),
    (
        r"codeberg\.org|gitea\.com|(?:gitea|forgejo)\..+",
        rf"{_REPOSITORY}(?:/src/(?:branch|tag)/(?P<ref>[^/]+)(?:/.*)?)?",
        "/{owner}/{name}/archive/{ref}.zip",
    ),
)


# Addresses to clone a repository from: git@host:owner/name.git and ssh://git@host/owner/name.git.
_CLONED = re.compile(
    r"(?:git clone )?(?:[\w.-]+@(?=[\w.-]+:(?!/))|(?:ssh|git|git\+\w+)://(?:[\w.-]+@)?)"
    r"(?P<host>[\w.-]+)(?::\d+(?=/))?[:/]+(?P<path>\S+)"
)
_PLAIN = re.compile(r"(?:git clone )?(?P<scheme>https?://)?(?P<rest>\S+)", re.IGNORECASE)
_KNOWN_HOST = re.compile(r"(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitea\.com)/\S+")


def typed_address(typed: str) -> str:
    """The web address that a text means, also if it is one to clone a repository from; "" for another text."""
    text = typed.strip().strip("<>\"'`")
    if cloned := _CLONED.fullmatch(text):
        return f"https://{cloned['host']}/{cloned['path']}"
    match = _PLAIN.fullmatch(text)
    if match is None or not (match["scheme"] or _KNOWN_HOST.fullmatch(match["rest"])):
        return ""
    return f"{match['scheme'] or 'https://'}{match['rest']}"


def archive_address(address: str) -> str:
    """The address to download: that of the archive of a repository, or the address itself."""
    parts = urlsplit(address)
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    for hosts, repository, archive in _HOSTS:
        match = re.fullmatch(repository, path) if re.fullmatch(hosts, host) else None
        if match:
            values = {**match.groupdict(), "ref": match["ref"] or "HEAD"}
            return f"https://{parts.netloc.rpartition('@')[2]}{archive.format_map(values)}"
    return address


def name_in(address: str) -> str:
    """A name for what is downloaded from an address."""
    parts = urlsplit(address)
    return base_name(parts.path.rstrip("/"), default=parts.hostname or "")
