"""DB-049: the images in dashboards."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.dashboards.board import Board, boards
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import text

_ADDRESSES = ("url", "url_dark_theme")
_ALLOWED_PREFIXES = ("https://", "/static/")
_DARK_LOGO = re.compile(r"(?:logo[^/]*[-_](?:dark|black)|(?:dark|black)[-_][^/]*logo)[^/]*$", re.IGNORECASE)


@check(
    code="DB-049",
    name=N_("Unsafe or missing image on a dashboard"),
    severity=Severity.WARNING,
    message=N_("The image has no https address. Enter one or upload the image."),
    optional_needs=(Need.NETWORK,),
    fix=FixClass.SUGGESTED,
    applies_to=N_("images"),
    expected=N_(
        "Each image has an https:// or /static/ address and can be loaded, and each dark logo has a light "
        "version for the dark theme"
    ),
    bad="http://acme.example/logo.png",
    good="https://acme.example/logo.png",
)
def has_safe_images(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """URLs of images use https or a path on the platform, and they respond. A dark logo has a light version."""
    for board in boards(bundle):
        for widget in _images(board):
            for name in _ADDRESSES:
                yield from _address(board, f"{widget.pointer}/definition/{name}", context)
            yield from _dark_logo(board, widget)


def image_addresses(bundle: Bundle) -> list[str]:
    """The external URLs of images in dashboards."""
    addresses = [text(widget.definition.get(name)).strip() for board in boards(bundle) for widget in _images(board)
             for name in _ADDRESSES]  # fmt: skip
    return [address for address in addresses if address.startswith("https://")]


def _images(board: Board) -> Iterator[Widget]:
    return (widget for widget in board.leaves if widget.type == "image")


def _address(board: Board, pointer: str, context: Context) -> Iterator[RawFinding]:
    value = board.asset.at(pointer)
    address = text(value).strip()  # browsers ignore blanks around an address
    if not isinstance(value, str | None):
        return  # DB-067 reports it
    if (address or pointer.endswith("/url")) and not address.startswith(_ALLOWED_PREFIXES):
        secure = f"https://{address[7:]}" if address.startswith("http://") else ""
        fix = board.asset.setting(pointer, secure, N_("Use https")) if secure else None
        yield board.asset.finding(pointer, address, fix=fix)
    elif reason := (context.network or {}).get(address):
        message = N_("The image {value} cannot be loaded ({reason}). Check the address.")
        yield board.asset.finding(pointer, address, message=message, reason=reason)


def _dark_logo(board: Board, widget: Widget) -> Iterator[RawFinding]:
    light, dark = (text(widget.definition.get(name)) for name in _ADDRESSES)
    if not dark and _DARK_LOGO.search(light[-300:]):
        message = N_("This logo is dark. Add a light version for the dark theme.")
        pointer = f"{widget.pointer}/definition/url_dark_theme"
        yield board.asset.finding(pointer, light, message=message, severity=Severity.ADVICE)
