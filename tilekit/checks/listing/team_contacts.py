"""GEN-029: channels, mailboxes and telephones of the vendor's own team in what customers use."""

import re
from collections.abc import Iterator
from functools import partial

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.detection_rules.rule_files import files as detections
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.monitors.template_files import templates
from tilekit.checks.parsed_files import manifest_text
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.parse.text import spaces_for

_MAX_SEARCHED = 20_000
# Template tags, code and addresses of links, which contain the same characters.
_HIDDEN = re.compile(r"\{\{[^{}]*\}\}|`[^`]*`|\]\([^()\s]*\)")
_MARKS = ("#", "@", "+", "slack", "pagerduty", "opsgenie", "teams.", "discord", " team", "confluence", "notion",
          "sharepoint", "google drive", "our ")  # fmt: skip
# Pages of the services for everyone, which are not in the workspace of a team.
_OF_SERVICE = r"(?!(?:api|blog|community|developers?|docs|events|help|response|status|support|www)\.)"
_CONTACT = re.compile(
    r"(?<![\w/&#?=])#(?!(?:[0-9a-f]{3}){1,2}\b)[a-z][\w-]{2,}"
    rf"|\bhttps://(?:{_OF_SERVICE}[\w-]+\.(?:slack|pagerduty|(?:app\.)?opsgenie)\.com"
    r"|teams\.microsoft\.com/l|discord\.(?:gg|com/(?:channels|api/webhooks)))/\S*"
    r"|(?<![\w.{@+-])[a-z]+[._][a-z]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:call|dial|phone|tel(?:ephone)?)\b[^\n.]{0,40}?\+?\d[\d ()/-]{7,}\d"
    r"|\b(?:ask|call|contact|inform|notify|ping|tell) (?-i:[A-Z][a-z]+)(?: (?-i:[A-Z][a-z]+))? (?:from|in|of) "
    r"(?:the |our )?(?:[\w-]+ ){0,3}team\b|\b(?:in|on) (?:our )?(?:Confluence|Notion|SharePoint|Google Drive)\b"
    r"|\bour (?:intranet|on-call|run ?book|wiki)\b"
    r"|(?<![\w.{@=+/&-])@(?:slack|pagerduty|opsgenie|webhook|teams|victorops|oncall|team|workflow|case|hipchat|sns)-[\w-]+",
    re.IGNORECASE,
)


@check(
    code="GEN-029",
    name=N_("Contact of the vendor's team"),
    severity=Severity.WARNING,
    message=N_("“{value}” is a contact of your team, which customers don't have. Remove it."),
    starts_observed=True,
    applies_to=N_("monitors, rules, dashboards"),
    expected=N_("Messages and notes name no channel, mailbox, telephone or paging service of the vendor's team"),
    bad="Post in #acme-on-call",
    good="Inform the people who are on call",
)
def names_no_team(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """What customers install notifies their own team. MN-020 reports handles in messages of monitors.

    The public addresses of the vendor are for customers.
    """
    public = {manifest_text(bundle, f"/author/{key}").lower() for key in ("support_email", "sales_email")}
    for asset, pointer, content in _texts(bundle):
        seen = _HIDDEN.sub(spaces_for, content[:_MAX_SEARCHED])
        lowered = seen.lower()
        if not any(mark in lowered for mark in _MARKS):
            continue
        is_monitor = pointer.startswith("/definition")
        for match in _CONTACT.finditer(seen):
            if match[0].lower() not in public and not (is_monitor and match[0].startswith("@")):
                yield asset.inside(asset.finding(pointer, match[0]), match.start())


def _texts(bundle: Bundle) -> Iterator[tuple[Asset, str, str]]:
    """(file, pointer, text) of the messages of monitors and rules and of the notes on dashboards."""
    pointers = ("/definition/message", "/definition/options/escalation_message", "/description")
    for asset in templates(bundle):
        yield from map(partial(_text_at, asset), pointers)
    for asset in detections(bundle):
        yield _text_at(asset, "/message")
    for board in boards(bundle):
        for widget in board.leaves:
            if widget.definition.get("type") == "note":
                yield _text_at(board.asset, f"{widget.pointer}/definition/content")


def _text_at(asset: Asset, pointer: str) -> tuple[Asset, str, str]:
    return asset, pointer, text(asset.at(pointer))
