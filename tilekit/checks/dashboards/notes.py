"""DB-048 to DB-050, DB-057, DB-058 and DB-064: notes, pictures and what points into an account."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.unsafe import unsafe_in
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import NOTES, Widget, text
from tilekit.parse.json import escaped

MAX_NOTE = 1_500
_SITES = re.compile(
    r"https://(?:app\.(?:datadoghq\.(?:com|eu)|ddog-gov\.com)|(?:us3|us5|ap1|ap2)\.datadoghq\.com)(?=[/?#]|$)"
)
_FROM_ACCOUNT = frozenset(("alert_id", "slo_id", "notebook_id", "monitor_id", "user_id", "workflow_id"))
_LIST_OR_CODE = re.compile(r"^[ \t]*(?:[-*+]|\d+\.)\s|```", re.MULTILINE)
_SMALL_FONTS = ("10", "12")


def _notes(board: Board) -> Iterator[tuple[Widget, str, str]]:
    """Widget, pointer and text of every note."""
    for widget in board.leaves:
        if widget.type in NOTES:
            name = "content" if widget.type == "note" else "text"
            yield widget, f"{widget.pointer}/definition/{name}", text(widget.definition.get(name))


@rule(
    "DB-048",
    Severity.BLOCKER,
    N_("This note holds something that is not allowed: {what}."),
    security=True,
)
def has_safe_notes(board: Board, _: Bundle) -> Iterator[Spot]:
    """Notes hold no HTML that runs and no link of a kind that runs."""
    for _widget, pointer, content in _notes(board):
        for found in unsafe_in(content):
            yield board.asset.spot(pointer, found.what, what=found.what)


@rule("DB-049", Severity.WARNING, N_("Use https or an uploaded image."), fixable=True)
def has_safe_images(board: Board, _: Bundle) -> Iterator[Spot]:
    """Addresses of images are https, or lie on the platform."""
    for widget in board.leaves:
        if widget.type != "image":
            continue
        for name in ("url", "url_dark_theme"):
            address, pointer = text(widget.definition.get(name)), f"{widget.pointer}/definition/{name}"
            if (address or name == "url") and not address.startswith(("https://", "/static/")):
                secure = f"https://{address[7:]}" if address.startswith("http://") else ""
                fix = board.asset.setting(pointer, secure, N_("Use https")) if secure else None
                yield board.asset.spot(pointer, address, fix=fix)


@rule("DB-050", Severity.WARNING, N_("An embedded page may not load for customers. Use a note or an image."))
def embeds_nothing(board: Board, _: Bundle) -> Iterator[Spot]:
    """There is no iframe."""
    for widget in board.leaves:
        if widget.type == "iframe":
            yield board.asset.spot(widget.pointer, text(widget.definition.get("url")))


@rule(
    "DB-057",
    Severity.WARNING,
    N_("This widget needs {key} {value}, which only exists in your account."),
)
def needs_no_account(board: Board, _: Bundle) -> Iterator[Spot]:
    """No widget points at a monitor, an SLO, a notebook or a person of the account."""
    for widget in board.leaves:
        for key in _FROM_ACCOUNT & set(widget.definition):
            value = widget.definition[key]
            if value not in (None, "", 0):
                yield board.asset.spot(f"{widget.pointer}/definition/{key}", value, key=key)


@rule(
    "DB-058",
    Severity.ADVICE,
    N_("Use a relative link so it works on every site."),
    fixable=True,
)
def has_relative_links(board: Board, _: Bundle) -> Iterator[Spot]:
    """Links into the app name no site."""
    for widget in board.leaves:
        inner = {key: value for key, value in widget.definition.items() if key != "widgets"}
        for pointer, found in _texts(inner, f"{widget.pointer}/definition"):
            if _SITES.search(found):
                fix = board.asset.setting(pointer, _SITES.sub("", found), N_("Cut the host off"))
                yield board.asset.spot(pointer, _SITES.findall(found)[0], fix=fix)


@rule("DB-064", Severity.ADVICE, N_("This note is {n} characters. Shorten it or raise the font size."))
def has_readable_notes(board: Board, _: Bundle) -> Iterator[Spot]:
    """Notes are at most 1,500 characters, and long ones, lists and code are not in the smallest font."""
    for widget, pointer, content in _notes(board):
        is_small = str(widget.definition.get("font_size")) in _SMALL_FONTS
        if len(content) > MAX_NOTE or (
            is_small and len(content) > MAX_NOTE // 3 and _LIST_OR_CODE.search(content[: MAX_NOTE * 3])
        ):
            yield board.asset.spot(pointer, len(content), n=len(content))


def _texts(value: Json, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{pointer}/{escaped(key)}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _texts(item, f"{pointer}/{at}")
