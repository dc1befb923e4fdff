"""DB-048, DB-050, DB-057, DB-058 and DB-064: notes, embedded pages and references to one account."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.unsafe_markup import unsafe_in, without_unsafe
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import NOTE_WIDGETS, Widget
from tilekit.parse.json import escaped
from tilekit.parse.json_values import text

MAX_NOTE = 1_500
_SITES = re.compile(
    r"https://(?:app\.(?:datadoghq\.(?:com|eu)|ddog-gov\.com)|(?:us3|us5|ap1|ap2)\.datadoghq\.com)(?=[/?#]|$)"
)
# The host of a link's target, or of a text that is only a URL. Within a sentence, a URL needs its host to be a link.
_LINKED = re.compile(rf"(?P<before>\]\(\s*<?|^\s*(?=\S+\s*$)|\b(?:href|src)=[\"']){_SITES.pattern}(?=/)")
_SITE_LIKE = re.compile(r"https:\\?/\\?/(?:app|us3|us5|ap1|ap2)\.d")
_FROM_ACCOUNT = frozenset(("alert_id", "slo_id", "notebook_id", "monitor_id", "user_id", "workflow_id", "powerpack_id"))
_LIST_OR_CODE = re.compile(r"^[ \t]*(?:[-*+]|\d+\.)\s|```", re.MULTILINE)
_SMALL_FONTS = ("10", "12")
_SMALL_TEXT = N_("The font is too small for a long note with a list or code. Use a font size above 12.")


def _notes(board: Board) -> Iterator[tuple[Widget, str, str]]:
    """The widget, the pointer and the text of every note."""
    for widget in board.leaves:
        if widget.type in NOTE_WIDGETS:
            name = "content" if widget.type == "note" else "text"
            yield widget, f"{widget.pointer}/definition/{name}", text(widget.definition.get(name))


@dashboard_check(
    "DB-048",
    Severity.BLOCKER,
    N_("This note contains something that is not allowed: {what}. Remove it."),
    name=N_("Unsafe HTML or link in a note"),
    is_security=True,
    fix=FixClass.SUGGESTED,
    applies_to=N_("notes"),
    expected=N_("Markdown in a note contains only allowed HTML and links"),
    bad="<iframe> in a note",
    good="plain Markdown",
)
def has_safe_notes(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for _widget, pointer, content in _notes(board):
        unsafe = list(unsafe_in(content))
        plain = without_unsafe(content) if unsafe else ""
        fix = board.asset.setting(pointer, plain, N_("Remove it")) if plain else None
        for fragment in unsafe:
            yield board.asset.finding(pointer, fragment.what, what=fragment.what, fix=fix)


@dashboard_check(
    "DB-050",
    Severity.WARNING,
    N_("An embedded page might not load for customers. Use a note or an image instead."),
    name=N_("Embedded page on a dashboard"),
    applies_to="iframe",
    expected=N_("No iframe widgets"),
    bad="an iframe widget",
    good="a link in a note",
)
def has_no_iframe(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for widget in board.leaves:
        if widget.type == "iframe":
            yield board.asset.finding(widget.pointer, text(widget.definition.get("url")))


@dashboard_check(
    "DB-057",
    Severity.WARNING,
    N_("This widget refers to {key} {value}, which exists only in your account. Remove the reference."),
    name=N_("Account-specific reference on a dashboard"),
    applies_to=N_("all widgets"),
    expected=N_("No alert_id, monitor_id, slo_id, notebook_id, user_id, workflow_id or powerpack_id from your account"),
    bad='"alert_id": 12345',
    good="a graph of the metric",
)
def has_no_account_references(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """No widget refers to a monitor, an SLO, a notebook, a powerpack or a person of the account."""
    source = board.asset.document.source.text
    if '_id"' not in source or not any(f'"{key}"' in source for key in _FROM_ACCOUNT):
        return
    for widget in board.widgets:
        if widget.is_group and widget.type != "powerpack":
            continue
        inner = {key: value for key, value in widget.definition.items() if key != "widgets"}
        for pointer, key, value in _references(inner, f"{widget.pointer}/definition"):
            yield board.asset.finding(pointer, value, key=key)


def _references(value: Json, pointer: str) -> Iterator[tuple[str, str, Json]]:
    """Pointer, key and value of every reference, including those in queries. Variables don't count."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        place = f"{pointer}/{escaped(key)}"
        if isinstance(item, dict | list):
            yield from _references(item, place)
        elif key in _FROM_ACCOUNT and item not in (None, "", 0) and not str(item).startswith("$"):
            yield place, str(key), item


@dashboard_check(
    "DB-058",
    Severity.ADVICE,
    N_("This link works on only one Datadog site. Use a relative link instead."),
    name=N_("Link to a single Datadog site"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("all text"),
    expected=N_("Links to the platform are relative, without the host name of a site"),
    bad="https://app.datadoghq.com/logs",
    good="/logs",
)
def has_relative_links(board: Board, _: Bundle) -> Iterator[RawFinding]:
    may_name_one = _SITE_LIKE.search(board.asset.document.source.text)
    for widget in board.leaves if may_name_one else ():
        inner = {key: value for key, value in widget.definition.items() if key != "widgets"}
        for pointer, content in _texts_below(inner, f"{widget.pointer}/definition"):
            if _SITES.search(content):
                plain = _LINKED.sub(r"\g<before>", content)
                fix = None if _SITES.search(plain) else board.asset.setting(pointer, plain, N_("Remove the host name"))
                yield board.asset.finding(pointer, _SITES.findall(content)[0], fix=fix)


@dashboard_check(
    "DB-064",
    Severity.ADVICE,
    N_("This note has {n} characters; the limit is 1,500. Shorten it."),
    name=N_("Note too long or hard to read"),
    applies_to=N_("notes"),
    expected=N_("At most 1,500 characters, or at most 500 in a note with a list or code and a font size of 10 or 12"),
    bad="a note of 4,000 characters",
    good="three sentences and a link",
)
def has_readable_notes(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for widget, pointer, content in _notes(board):
        is_small = str(widget.definition.get("font_size")) in _SMALL_FONTS
        if len(content) > MAX_NOTE or (
            is_small and len(content) > MAX_NOTE // 3 and _LIST_OR_CODE.search(content[: MAX_NOTE * 3])
        ):
            message = "" if len(content) > MAX_NOTE else _SMALL_TEXT
            yield board.asset.finding(pointer, len(content), message=message, n=len(content))


def _texts_below(value: Json, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts_below(item, f"{pointer}/{escaped(key)}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _texts_below(item, f"{pointer}/{at}")
