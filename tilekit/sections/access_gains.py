"""What a listing can reach: OAuth scopes, hosts and types of data. A change that adds to it is shown separately."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct

from tilekit.core.field import Json
from tilekit.core.formats import is_email, is_url
from tilekit.core.section import Document

_HOSTS = re.compile(
    r"""(?:(?<=[a-z0-9+.-]):\\?/\\?/(?:[^\s/@"'<>()\\]*@)?|\bwww(?=\.)|(?<=[\w+-])@(?=[\w-]+\.))"""
    r"""(?:\[[0-9a-f:.]+\]|[^\s/:?#@"'`<>()\[\],;\\|*!]+)""",
    re.IGNORECASE,
)
_BEFORE_HOST = re.compile(r".*[/@]", re.DOTALL)


class AccessKind(StrEnum):
    SCOPE = "scope"
    HOST = "host"
    SUBMITTED_DATA = "submitted_data"
    QUERIED_DATA = "queried_data"


class Access(Struct, frozen=True, kw_only=True):
    """A scope, a host or a type of data. name is the scope, the host name in lower case, or the type."""

    kind: AccessKind
    name: str


# {field: what each of its values is}
_CHOICES: Mapping[str, AccessKind] = {
    "data.submitted_data_types": AccessKind.SUBMITTED_DATA,
    "data.other_submitted_data": AccessKind.SUBMITTED_DATA,
    "data.queried_data_types": AccessKind.QUERIED_DATA,
    "data.other_queried_data": AccessKind.QUERIED_DATA,
}
_SCOPES = "configuration.oauth_scopes"


def access_of(documents: Mapping[str, Document]) -> frozenset[Access]:
    """What a listing with these documents, by section key, can reach. Hosts are those of all addresses in it."""
    return frozenset(
        access
        for section, document in documents.items()
        for name, value in document.values.items()
        for access in access_in(f"{section}.{name}", value)
    )


def access_in(path: str, value: Json) -> Iterator[Access]:
    """What the value at a path (`section.field`, `section.rows[<key>]` or a field of a row) adds. It may repeat."""
    field = path.partition("[")[0]
    if kind := _CHOICES.get(field):
        yield from (Access(kind=kind, name=text) for text in _texts(value))
    elif field == _SCOPES and not path.endswith(".reason"):
        yield from (Access(kind=AccessKind.SCOPE, name=scope) for scope in _scopes(value))
    yield from (Access(kind=AccessKind.HOST, name=host) for text in _texts(value) for host in hosts_in(text))


def hosts_in(text: str) -> Iterator[str]:
    """The host names of the web and e-mail addresses in a text, without repetitions."""
    in_text = (_BEFORE_HOST.sub("", match.group()) for match in _HOSTS.finditer(text))
    hosts = (host.strip(".[]").lower() for host in (_host_of_address(text.strip()), *in_text))
    return iter(dict.fromkeys(filter(None, hosts)))


def _host_of_address(text: str) -> str:
    """The host of a text that is one address as a field accepts it; "" for other texts.

    Such an address may have signs before the @ that end an address within a text. Browsers read a backslash as a slash.
    """
    if is_email(text):
        return text.rpartition("@")[2]
    url = text.replace("\\", "/")
    return urlsplit(url).hostname or "" if is_url(url) else ""


def _scopes(value: Json) -> Iterator[str]:
    """The scopes in the rows, in one row, or in the field of a row."""
    for row in value if isinstance(value, list) else [value]:
        scope = row.get("scope") if isinstance(row, dict) else row
        if isinstance(scope, str) and scope:
            yield scope


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
