"""MN-020 to MN-022: the message of a monitor to the person on call."""

import re
from collections.abc import Iterator, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.monitors.mentions import without_handle
from tilekit.checks.monitors.template_files import definition_of, has_known_groups, monitor_check, monitor_query_check
from tilekit.checks.monitors.variables import TEMPLATE_VARIABLE, is_filled_in, unclosed_variables
from tilekit.core.messages import N_
from tilekit.parse.handles import HANDLE
from tilekit.parse.json_values import text
from tilekit.parse.text import spaces_for
from tilekit.queries.monitors import MonitorQuery

MIN_MONITOR_MESSAGE, MAX_MESSAGE = 50, 8_000
_NO_VARIABLE = N_("The message does not name the group that has the problem. Add a variable. Example: {example}.")
_POINTER, _ESCALATION = "/definition/message", "/definition/options/escalation_message"
_BLOCK = re.compile(r"\{\{([#^/])\s*(\w+)[^}]*\}\}")
_BLOCK_TAG = re.compile(r"\{{1,2}([#^/])\s*(\w+)(?:\s*\}{1,2})?")  # whether or not all its braces are closed
_NO_TEXT = re.compile(r"\{\{[^{}]*\}\}|`[^`]*`")
# Raw text, and text that is not shown at all.
_RAW_OR_COMMENT = re.compile(r"\{{4}raw\}{4}.*?\{{4}/raw\}{4}|\{\{!--.*?--\}\}|\{\{!.*?\}\}", re.DOTALL)
# They exist in every account, and so do not name one of the vendor.
_EVERYBODY = ("@all", "@here", "@everyone", "@channel", "<!here>", "<!channel>", "<!everyone>")


def _message(asset: Asset) -> str:
    """The checked part of the message, with raw blocks and comments blanked out."""
    return _RAW_OR_COMMENT.sub(spaces_for, text(definition_of(asset).get("message"))[:MAX_MESSAGE])


@monitor_check(
    "MN-020",
    Severity.BLOCKER,
    N_("The message notifies {value}. Remove this recipient. Customers add their own."),
    name=N_("Recipient in a monitor message"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition/message",
    expected=N_("No @-mention of a person, channel or service"),
    bad="@jo@acme.example",
    good="no mention",
)
def mentions_nobody(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The message, also the one that is sent while nobody acts, names no person, channel or service.

    Recipients that stand for everyone are a warning, because monitors that are live have them.
    """
    for pointer in (_POINTER, _ESCALATION):
        full_message = text(asset.at(pointer))
        seen = _NO_TEXT.sub(spaces_for, _RAW_OR_COMMENT.sub(spaces_for, full_message[:MAX_MESSAGE]))
        for handle in dict.fromkeys(HANDLE.findall(seen)):
            plain = without_handle(full_message, handle)
            fix = asset.setting(pointer, plain, N_("Remove {handle}"), handle=handle) if plain else None
            severity = Severity.WARNING if handle.lower() in _EVERYBODY else None
            yield asset.inside(asset.finding(pointer, handle, fix=fix, severity=severity), seen.index(handle))


@monitor_query_check(
    "MN-021",
    Severity.ADVICE,
    N_("The message must tell the person on call what to check, in at least 50 characters."),
    name=N_("Unhelpful monitor message"),
    applies_to="/definition/message",
    expected=N_("At least 50 characters and, if the query is grouped, a variable such as {{host.name}}"),
    bad="Too high!",
    good="what it means, what to do, and {{queue.name}}",
)
def has_useful_message(template: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    message, is_grouped = _message(asset), has_known_groups(asset, query) and bool(query.groups)
    is_text = isinstance(definition_of(asset).get("message"), str)
    if is_text and len(message) < MIN_MONITOR_MESSAGE:
        yield asset.finding(_POINTER)
    elif message and is_grouped and not TEMPLATE_VARIABLE.search(message):
        group = min(query.groups)
        texts = (query.text, *(one.text for one in query.formula_queries))
        name = f"[@{group}]" if any(f"@{group}" in one for one in texts) else group  # an attribute of logs
        yield asset.finding(_POINTER, message=_NO_VARIABLE, example="{{" + name + ".name}}")


@monitor_query_check(
    "MN-022",
    Severity.BLOCKER,
    N_("{value} is not closed. Close the block."),
    name=N_("Unclosed block or unknown variable in a message"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition/message",
    expected=N_("Conditional blocks are closed ({{#is_alert}} … {{/is_alert}}) and variables are known"),
    bad="{{#is_alert}} without an end",
    good="{{#is_alert}} … {{/is_alert}}",
)
def closes_blocks(template: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[RawFinding]:
    """Conditional blocks of the message are closed in order, and its variables are defined.

    An undefined variable is shown as empty text and breaks nothing, so it is advice, as in a name (MN-015).
    """
    asset, query = template
    opened, extra_end = _unbalanced_tags(_message(asset))
    if extra_end:
        yield _extra_end(asset, extra_end)
        return
    if opened:
        yield _unclosed_block(asset, opened)
    yield from unclosed_variables(asset, _POINTER, _message(asset))
    if has_known_groups(asset, query):
        yield from _undefined_variables(asset, query)


def _unbalanced_tags(message: str) -> tuple[list[re.Match[str]], re.Match[str] | None]:
    """The tags of blocks that are not closed, and the first tag that closes a block that is not open."""
    opened = list[re.Match[str]]()
    for tag in _BLOCK.finditer(message):
        if tag[1] != "/":
            opened.append(tag)
        elif opened and opened[-1][2] == tag[2]:
            opened.pop()
        else:
            return opened, tag
    return opened, None


def _extra_end(asset: Asset, tag: re.Match[str]) -> RawFinding:
    is_uncertain = _incomplete_tags(_message(asset))
    fix = None if is_uncertain else asset.rewording(_POINTER, (*tag.span(), ""), N_("Remove it"))
    message = N_("{value} closes a block that is not open. Remove {value}.")
    return asset.inside(asset.finding(_POINTER, tag[0], message=message, fix=fix), tag.start())


def _unclosed_block(asset: Asset, opened: Sequence[re.Match[str]]) -> RawFinding:
    message, full_message = _message(asset), text(definition_of(asset).get("message"))
    # If another block begins after this one, it is uncertain where this one ends.
    is_last = len(full_message) <= MAX_MESSAGE and not _BLOCK.search(message, opened[0].end())
    end = _end_of(opened[0], message) if is_last else None
    fix = asset.rewording(_POINTER, (*end, "{{/" + opened[0][2] + "}}"), N_("Close the block")) if end else None
    return asset.inside(asset.finding(_POINTER, "{{#" + opened[-1][2] + "}}", fix=fix), opened[-1].start())


def _undefined_variables(asset: Asset, query: MonitorQuery) -> Iterator[RawFinding]:
    places: dict[str, int] = {}
    for match in TEMPLATE_VARIABLE.finditer(_message(asset)):
        places.setdefault(match[1], match.start(1))
    explanation = N_("The variable {value} has no value in this monitor. Remove the variable or correct its name.")
    for used, at in places.items():
        if not is_filled_in(used, query.groups):
            raw_finding = asset.finding(_POINTER, "{{" + used + "}}", message=explanation, severity=Severity.ADVICE)
            yield asset.inside(raw_finding, at)


def _incomplete_tags(message: str) -> list[re.Match[str]]:
    """The tags that lack a brace. One of them may be the tag that seems to be missing."""
    complete = {tag.start() for tag in _BLOCK.finditer(message)}
    return [tag for tag in _BLOCK_TAG.finditer(message) if tag.start() not in complete]


def _end_of(opened: re.Match[str], message: str) -> tuple[int, int] | None:
    """The place for the missing end of the last block: the end of the text, or an end tag that lacks a brace.

    None if another tag lacks a brace.
    """
    tags = _incomplete_tags(message)
    if not tags:
        return len(message), len(message)
    is_end = len(tags) == 1 and tags[0].start() >= opened.end() and tags[0].group(1, 2) == ("/", opened[2])
    return tags[0].span() if is_end else None
