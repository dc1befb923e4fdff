"""What people name by an address: a zip file, another file, or a repository on a known Git host."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from listings.imports.azure_repos import azure_repository
from tilekit.core.paths import base_name

_REPOSITORY = r"/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?"
_PROJECT = r"/(?P<owner>(?:(?!/-/)[\w./-])+?)/(?P<name>[\w.-]+?)(?:\.git)?"
# Every other page of a repository, such as the files of a pull request. What has a suffix may be a file to download.
_NO_FILE = r"(?!(?:raw|get|archive|zipball|tarball|files|assets)/|.*\bdownload)"
_OTHER_PAGE = rf"{_NO_FILE}(?:compare/.+|[\w-]+(?:/[^.]*)?)"
_FILE_PAGE = r"(?:blob|blame|edit)"
_PLACE = r"/(?P<place>.+)"
# (hosts, path of a page, path of the archive of its repository, or of its file). A place is a branch, tag or commit and
# a folder in it. Without a place, it is the default branch.
_HOSTS = (
    (r"github\.com", rf"{_REPOSITORY}/{_FILE_PAGE}/(?P<ref>.+)", "/{owner}/{name}/raw/{ref}"),
    (
        r"github\.com",
        rf"{_REPOSITORY}(?:/(?:tree|commits?|releases/tag){_PLACE}|/{_OTHER_PAGE})?",
        "/{owner}/{name}/archive/{ref}.zip",
    ),
    (r"gitlab\.com|gitlab\..+", rf"{_PROJECT}/-/{_FILE_PAGE}/(?P<ref>.+)", "/{owner}/{name}/-/raw/{ref}"),
    (
        r"gitlab\.com|gitlab\..+",
        rf"{_PROJECT}(?:/-/(?:tree|commits?|tags){_PLACE}|/-/{_OTHER_PAGE})?",
        "/{owner}/{name}/-/archive/{ref}/{name}.zip",
    ),
    (
        r"bitbucket\.org",
        rf"{_REPOSITORY}(?:/(?:src|branch|commits|annotate){_PLACE}|/{_OTHER_PAGE})?",
        "/{owner}/{name}/get/{ref}.zip",
    ),
    (
        r"codeberg\.org|gitea\.com|(?:gitea|forgejo)\..+",
        rf"{_REPOSITORY}(?:/(?:src/branch|src/tag|src/commit|commit|releases/tag){_PLACE}|/{_OTHER_PAGE})?",
        "/{owner}/{name}/archive/{ref}.zip",
    ),
)
_MAX_SPLITS = 4


class Download(Struct, frozen=True):
    """An address to download, and the folder or file in this archive that was named; "" for all of it."""

    url: str
    folder: str = ""


# Addresses to clone a repository from: git@host:owner/name.git and ssh://git@host/owner/name.git.
_CLONED = re.compile(
    r"(?:git clone )?(?:[\w.-]+@(?=[\w.-]+:(?!/))|(?:ssh|git|git\+\w+)://(?:[\w.-]+@)?)"
    r"(?P<host>[\w.-]+)(?::\d+(?=/))?[:/]+(?P<path>\S+)"
)
_PLAIN = re.compile(r"(?:git clone )?(?P<scheme>https?://)?(?P<rest>\S+)", re.IGNORECASE)
_KNOWN_HOST = re.compile(
    r"(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitea\.com|dev\.azure\.com)/\S+"
)


def typed_address(typed: str) -> str:
    """The web address that a text means, also if it is one to clone a repository from; "" for another text."""
    text = typed.strip().strip("<>\"'`")
    if cloned := _CLONED.fullmatch(text):
        return f"https://{cloned['host']}/{cloned['path']}"
    match = _PLAIN.fullmatch(text)
    if match is None or not (match["scheme"] or _KNOWN_HOST.fullmatch(match["rest"])):
        return ""
    return f"{match['scheme'] or 'https://'}{match['rest']}"


def downloads_of(address: str) -> list[Download]:
    """What an address can mean, in the order to try: archives of a repository, or only the address itself.

    The names of branches can contain slashes, so that `tree/a/b/c` can be the folder `b/c` in the branch `a`, or the
    folder `c` in the branch `a/b`, or the branch `a/b/c`.
    """
    parts = urlsplit(address)
    if repository := azure_repository(parts):
        return [Download(repository.archive, repository.folder)]
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    for hosts, page, archive in _HOSTS:
        match = re.fullmatch(page, path) if re.fullmatch(hosts, host) else None
        if match:
            values = match.groupdict()
            start = f"https://{parts.netloc.rpartition('@')[2]}"
            places = [(values["ref"], "")] if "ref" in values else _places(values["place"] or "HEAD")
            return [Download(start + archive.format_map({**values, "ref": ref}), folder) for ref, folder in places]
    return [Download(address)]


def _places(place: str) -> list[tuple[str, str]]:
    """(branch, folder in it) for each way to split a place. Folders are not encoded."""
    names = place.split("/")
    splits = range(1, min(len(names), _MAX_SPLITS) + 1)
    return [("/".join(names[:at]), unquote("/".join(names[at:]))) for at in splits]


def name_in(address: str) -> str:
    """A name for what is downloaded from an address."""
    parts = urlsplit(address)
    return base_name(parts.path.rstrip("/"), default=parts.hostname or "")
