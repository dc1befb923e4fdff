"""RM-050: links to files of the repository."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.checks.readme.urls import scheme_of, split_url
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_MISSING = N_("The link goes to {target}, which is not in your listing. Correct the path or remove the link.")
_WITHOUT_MAILTO = N_("The link {value} leads nowhere, because it is an e-mail address. Begin it with mailto:.")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Files that a listing's folder contains even if the code of its Agent check is elsewhere.
_IN_LISTING = re.compile(r"(?:README\.md|CHANGELOG\.md|manifest\.json|metadata\.csv|assets/\S+|images/\S+)")
_IN_REPOSITORY = re.compile(r"/[^/]+/[^/]+/(?:(?:blob|tree|raw)/)?[^/]+/(?P<folder>[^/]+)/(?P<path>.+)")
_REPOSITORIES = ("github.com", "raw.githubusercontent.com")


@readme_check(
    "RM-050",
    Severity.WARNING,
    N_("The link {value} does not work on the tile, because the tile has no folder of files. Use a full address."),
    name=N_("Link to a file that customers can't open"),
    expected=N_("Links are full addresses, anchors or paths in the app that start with a slash"),
    bad="[guide](docs/guide.md)",
    good="[guide](https://docs.acme.example/guide)",
)
def links_to_pages(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """Links are not relative to the folder, and the listing's own files to which they lead exist."""
    places = {(one.line, 1): one.url for one in text.markdown.definitions if not one.is_duplicate}
    places |= {(link.line, link.column): link.url for link in text.markdown.links if not link.label}
    places |= {(tag.line, tag.column): url for tag in text.markdown.tags for name, url in tag.attributes
               if tag.name == "a" and name == "href"}  # fmt: skip
    for (line, column), url in sorted(places.items()):
        path = path_in_folder(url)
        target = path if path is not None else _path_in_repository(bundle, url)
        if target and target not in bundle.files and not _is_folder(bundle, target):
            yield text.finding(line, column, value=url, message=_MISSING, target=target)
        elif path:
            yield text.finding(line, column, value=url)
        elif _ADDRESS.fullmatch(url):
            yield text.finding(line, column, value=url, message=_WITHOUT_MAILTO)


def _is_folder(bundle: Bundle, path: str) -> bool:
    return any(name.startswith(f"{path.rstrip('/')}/") for name in bundle.files)


def path_in_folder(url: str) -> str | None:
    """The path of a link that is relative to the folder; None for other links."""
    parts = split_url(url)
    is_relative = not scheme_of(url) and not parts.netloc and not url.startswith(("/", "#", "?", "<", "{", "$"))
    return str(PurePosixPath(unquote(parts.path))) if is_relative and parts.path and "@" not in url else None


def _path_in_repository(bundle: Bundle, url: str) -> str:
    """The path in the listing to which a link into its public repository leads; "" for other links."""
    parts, name = split_url(url), bundle.section(Overview).integration_id.replace("-", "_")
    match = _IN_REPOSITORY.fullmatch(unquote(parts.path)) if parts.hostname in _REPOSITORIES else None
    is_own = match is not None and match["folder"].replace("-", "_") == name and _IN_LISTING.fullmatch(match["path"])
    return match["path"] if match and is_own else ""
