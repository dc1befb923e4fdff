"""MN-040 and MN-041: conditional blocks of a message that say the opposite, or that are never shown."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.monitors.query_checks import is_measured, thresholds_of
from tilekit.checks.monitors.template_files import definition_of, monitor_check
from tilekit.checks.negation import is_conditional, is_negated
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, text

_MESSAGE_POINTER, _ESCALATION = "/definition/message", "/definition/options/escalation_message"
_LONGEST_MESSAGE = 8_000
_CONDITIONAL_BLOCK = re.compile(r"\{\{#\s*(?P<name>is_\w+)\s*\}\}(?P<body>.*?)\{\{/\s*(?P=name)\s*\}\}", re.DOTALL)
_OPENED = re.compile(r"\{\{#\s*(?P<name>is_\w+)\s*\}\}")
_PROBLEM_BLOCKS, _RECOVERY_BLOCKS = (
    ("is_alert", "is_warning"),
    ("is_recovery", "is_alert_recovery", "is_warning_recovery"),
)
_OVER = re.compile(
    r"\b(?:has|have) (?:now )?(?:recovered|cleared|been resolved)\b"
    r"|\b(?:is|are) (?:now )?(?:resolved|back to normal|(?:OK|healthy|normal|reachable|available|connected|up) again"
    r"|no longer)\b"
    r"|\b(?:answers|responds|works|runs|connects|reports) again\b"
    r"|\b(?:recovered|returned to normal|back (?:below|under|above|to normal)|back within|all clear)\b|\A\W*resolved\b",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"\b(?:triggered|is (?:too |very )?(?:high|low|down|failing|unreachable|unavailable|critical|full)"
    r"|(?:has |have )?(?:exceed(?:s|ed)|crossed|breached|risen above|fallen below|dropped below|stopped responding)"
    r"|(?:is|are|went|rose|climbed) (?:above|over|beyond) (?:the |its )?(?:\w+ )?threshold)\b",
    re.IGNORECASE,
)
_FAILS = re.compile(r"\b(?:does not|doesn't|cannot|can't) (?!need|require|exceed)\w+", re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:still|should|must|how)\b", re.IGNORECASE)
_SAYS_PROBLEM = N_("The text in {block} says “{value}”, but the problem is over then. Swap the texts.")
_WITHOUT = {
    "warning": N_("{value} is never shown, because there is no warning threshold. Set one, or remove the block."),
    "no_data": N_("{value} is never shown, because missing data notifies nobody. Change on_missing_data."),
    "renotify": N_("{value} is never shown, because renotify_interval is not set. Set it, or remove the text."),
}


@monitor_check(
    "MN-040",
    Severity.WARNING,
    N_("The text in {block} says “{value}”, but the problem has just begun then. Swap the texts."),
    name=N_("Alert text for a recovery, or the other way round"),
    starts_observed=True,
    applies_to="/definition/message",
    expected=N_("The block of an alert describes the problem, and the block of a recovery that it is over"),
    bad="{{#is_alert}}The queue has recovered.{{/is_alert}}",
    good="{{#is_recovery}}The queue has recovered.{{/is_recovery}}",
)
def says_what_happened(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The blocks of a message are not exchanged. Sentences about later don't count: “once it has recovered”."""
    for match in _CONDITIONAL_BLOCK.finditer(text(definition_of(asset).get("message"))[:_LONGEST_MESSAGE]):
        block, body = match["name"], match["body"]
        over, started = _said(_OVER, body), _said(_STARTED, body) or _FAILS.search(body)
        tag = "{{#" + block + "}}"
        if block in _PROBLEM_BLOCKS and over and not started:
            raw_finding = asset.finding(_MESSAGE_POINTER, over[0], block=tag)
            yield asset.inside(raw_finding, match.start("body") + over.start())
        elif block in _RECOVERY_BLOCKS and started and not over:
            raw_finding = asset.finding(_MESSAGE_POINTER, started[0], message=_SAYS_PROBLEM, block=tag)
            yield asset.inside(raw_finding, match.start("body") + started.start())


def _said(pattern: re.Pattern[str], body: str) -> re.Match[str] | None:
    """The first match that no word before it in its sentence makes uncertain."""
    for match in pattern.finditer(body):
        start = max(body.rfind(mark, 0, match.start()) for mark in (". ", "\n", "! ", "? ", "}}"))
        sentence = (body, start + 1, match.end())
        if not (is_negated(*sentence) or is_conditional(*sentence) or _NOT_YET.search(*sentence)):
            return match
    return None


@monitor_check(
    "MN-041",
    Severity.ADVICE,
    N_("{value} is never shown. Remove the block, or change the options."),
    name=N_("Message block that is never shown"),
    starts_observed=True,
    applies_to="/definition/message, /definition/options",
    expected=N_("The options of the monitor lead to each block of its message"),
    bad="{{#is_warning}} without a warning threshold",
    good="{{#is_warning}} and a warning threshold",
)
def shows_every_block(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Each conditional block has an event that shows it. A repeated notification shows the escalation message."""
    missing = _missing_events(asset)
    for match in _OPENED.finditer(text(definition_of(asset).get("message"))[:_LONGEST_MESSAGE]):
        event = match["name"].removeprefix("is_").removesuffix("_recovery")
        if event in missing:
            yield asset.inside(asset.finding(_MESSAGE_POINTER, match[0], message=_WITHOUT[event]), match.start())
    escalation = text(asset.at(_ESCALATION))
    if "renotify" in missing and escalation.strip():
        yield asset.finding(_ESCALATION, "escalation_message", message=_WITHOUT["renotify"])


def _missing_events(asset: Asset) -> set[str]:
    """The events that the options of a monitor rule out."""
    options, missing = members(definition_of(asset).get("options")), set[str]()
    levels = thresholds_of(asset)
    if is_measured(asset) and levels.get("critical") is not None and levels.get("warning") is None:
        missing.add("warning")
    notifies = options.get("notify_no_data") is True or options.get("on_missing_data") == "show_and_notify_no_data"
    if not notifies:
        missing.add("no_data")
    if not options.get("renotify_interval"):
        missing.add("renotify")
    return missing
