"""Which hosts can't be that of CONTENT_URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from portal.environment import Environment


def content_problems(environment: Environment) -> Iterator[str]:
    """A sentence for each reason why the portal can't use CONTENT_URL.

    Browsers send cookies to every port of a host, and those of a domain to all hosts below it.
    """
    host = urlsplit(environment.content_url).hostname
    if not host:
        return
    portal = urlsplit(environment.public_url).hostname or environment.host
    upload_host = urlsplit(environment.upload_base_url).hostname
    if host in {portal, upload_host, *(name.lower() for name in environment.api_hosts)}:
        yield f"CONTENT_URL must have a host of its own: {host} serves the portal or its API."
    if portal.endswith(f".{host}"):
        yield f"CONTENT_URL must not be the domain of PUBLIC_URL: {host} could set cookies for {portal}."
