"""Downloads the file at an https address. Importing it loads an HTTP client, which only the worker needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urljoin, urlsplit

import httpx
from django.utils.translation import gettext as _

from common.outbound import AddressRefused, NameUnknown, outbound_client
from common.sizes import file_size
from listings.errors import ImportRefused
from tilekit.sections.limits import ARCHIVE_BYTES

ADDRESS_STEP_SECONDS, ADDRESS_SECONDS, MAX_REDIRECTS = 10.0, 120.0, 5
_PART_BYTES = 1 << 18
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+)?html\b", re.IGNORECASE | re.DOTALL)
_HEADERS = {"User-Agent": "slipway-import"}


def download(
    addresses: Sequence[str], *, on_chunk: Callable[[], None], allow_loopback: bool = False
) -> tuple[str, bytes]:
    """The first of the https addresses that has a file, and this file. Raises ImportRefused.

    Redirects are followed, each through the same checks. on_chunk is called after each part that arrives.
    allow_loopback is for tests, which also use http.
    """
    for address in addresses:
        content = _content_at(address, on_chunk, allow_loopback=allow_loopback)
        if content is not None:
            return address, content
    raise _refusal(httpx.codes.NOT_FOUND)


def _content_at(address: str, on_chunk: Callable[[], None], *, allow_loopback: bool) -> bytes | None:
    """The file at an address; None if there is none. Raises ImportRefused."""
    try:
        with outbound_client(
            seconds=ADDRESS_STEP_SECONDS, total=ADDRESS_SECONDS, allow_loopback=allow_loopback
        ) as client:
            for redirects in range(MAX_REDIRECTS + 1):
                _assert_secure(address, is_redirect=redirects > 0, allow_loopback=allow_loopback)
                with client.stream("GET", address, headers=_HEADERS) as response:
                    if not response.is_redirect:
                        return _content_of(response, on_chunk)
                    address = urljoin(address, response.headers.get("location", ""))
    except AddressRefused as fault:
        raise ImportRefused(why=_("The address is not public. Use an address on the internet.")) from fault
    except NameUnknown as fault:
        raise ImportRefused(why=_("The host name in the address doesn't exist. Check the address.")) from fault
    except httpx.TimeoutException as fault:
        raise ImportRefused(why=_("The address didn't respond in time. Try again, or upload the file.")) from fault
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
        raise ImportRefused(why=_("The address can't be read. Check it, or upload the file.")) from fault
    raise ImportRefused(why=_("The address redirects too often. Use the address of the file itself."))


def _assert_secure(address: str, *, is_redirect: bool, allow_loopback: bool) -> None:
    parts = urlsplit(address)
    if parts.scheme.lower() != "https" and not allow_loopback:
        if is_redirect:
            raise ImportRefused(why=_("The address redirects to one without https. Upload the file instead."))
        raise ImportRefused(why=_("Use an address that begins with https://."))
    if parts.username or parts.password:
        raise ImportRefused(why=_("The address contains a user name or password. Use an address without them."))


def _refusal(status: int) -> ImportRefused:
    text = _("The address responded with the status {status}. Check that the file is public.")
    return ImportRefused(why=text.format(status=status))


def _content_of(response: httpx.Response, on_chunk: Callable[[], None]) -> bytes | None:
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    if response.status_code != httpx.codes.OK:
        raise _refusal(response.status_code)
    content = bytearray()
    for chunk in response.iter_bytes(_PART_BYTES):
        content += chunk
        if len(content) > ARCHIVE_BYTES:
            text = _("The file at this address is larger than {limit}. Use a smaller one.")
            raise ImportRefused(why=text.format(limit=file_size(ARCHIVE_BYTES)))
        on_chunk()
    if _WEB_PAGE.match(content):
        raise ImportRefused(
            why=_("The address is a web page, not a file. Check that the repository or file is public, or upload it.")
        )
    return bytes(content)
