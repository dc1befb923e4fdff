"""GEN-021: remarks of the authors, and titles that nobody has written yet."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.shown_texts import shown_texts, texts_of_assets
from tilekit.checks.listing.wording import Wording
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_EVENT = r"(?:launch|go-live|the release|(?:we )?(?:merg|publish|releas|submit)\w*|publication|submission|review)"
_REMARKS = Wording.of(
    {
        (
            "here",
        ): r"(?:(?:add|enter|insert|put|write) )?(?:your|some|the) (?:text|description|title|content) (?:goes )?here"
        r"|(?:add|insert|enter) (?:text|description|title|content) here|(?:text|description|content|title) goes here",
        ("placeholder",): r"(?:this is (?:only |just )?a|just a) placeholder|placeholder (?:text|title|description)",
        ("copied", "copy-pasted", "copy pasted", "stolen"): (
            r"(?:copied|copy[- ]pasted|stolen) from (?:(?:our|my|the|another|other|an old|\w+'s) )?"
            r"(?:prod|(?:(?:prod(?:uction)?|staging|team) )?(?:board|dashboard|integration|monitor|listing))\b"
        ),
        ("adapt ", "fix ", "finish ", "rewrite ", "reword ", "clean ", "complete ", "fill "): (
            r"(?:adapt|fix|finish|rewrite|reword|clean(?: this| it)? up|complete|fill(?: this| it)? in)"
            r" (?:(?:this|it|me|the (?:text|wording)) )?(?:later(?! (?:in|on|than))|before " + _EVENT + ")"
        ),
        ("please", "pls", "can you", "could you"): (
            r"@[a-z][\w.-]+,? (?:please|pls|can you|could you)"
            r"|(?:please|pls) (?:confirm|check|clarify|review) (?:this )?with (?:the )?[\w-]+(?: [\w-]+)? team"
        ),
        ("double-check", "double check"): r"(?:can|could) (?:you|someone|somebody) (?:please )?double[- ]check",
        ("wip", "work in progress", "tbc", "to be confirmed"): (
            r"[(\[](?:wip|work in progress|tbc|to be confirmed)[)\]]|(?:wip|work in progress)(?=:)"
        ),
        ("internal", "publish"): (
            r"(?:for )?internal use only|internal (?:only|note|remark|comment)s?(?=:)|not for publication"
            r"|do not publish(?: this)?(?: yet)?"
        ),
    }
)
_KIND = r"(?:title|widget|group|dashboard|monitor|(?:detection )?rule|(?:saved )?view|graph|timeseries|chart|note)"
_NOT_WRITTEN = re.compile(
    rf"(?:(?:untitled|unnamed|test|dummy|asdf\w*|foo ?bar)(?: {_KIND})?|(?:new|my) {_KIND}|{_KIND} title|title)"
    r"[ _-]?\(?\d*\)?|copy of .*"
    r"|.*\((?:copy|cloned?|draft|old|test|te?mp|wip)(?: \d+)?\)"
    r"|wip\b.*|screen ?shot[ _-](?:from )?\d{4}-\d\d-\d\d.*",
    re.IGNORECASE,
)
# The starts of what the pattern matches. Comparing them is faster.
_STARTS = tuple(
    "unt unn test dummy asdf foo new my title widget group dash mon det rule view saved gra time chart note copy wip"
    " screen".split()
)
_LONGEST_TITLE = 80
_BOARDS = "assets/dashboards/"


@check(
    code="GEN-021",
    name=N_("Remark of the authors, or a default title"),
    severity=Severity.WARNING,
    message=N_("“{value}” is not meant for customers. Replace or remove it."),
    starts_observed=True,
    applies_to=N_("README, manifest, metadata, assets"),
    expected=N_("Texts contain no remarks of the authors, and titles are written for customers"),
    bad="“Adapt this before launch.”, or a widget with the title “New title”",
    good="a sentence for customers, or “Waiting messages”",
)
def is_written_for_customers(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No text is a note of the authors to each other, and no title is a default of an editor.

    DB-010 reports titles of dashboards.
    """
    names = bundle.section(Overview).title.lower()
    yield from _REMARKS.findings(shown_texts(bundle), names=names)
    for shown in texts_of_assets(bundle):
        is_short = len(shown.content) <= _LONGEST_TITLE
        is_suspect = is_short and (shown.content.lower().startswith(_STARTS) or shown.content.endswith(")"))
        if is_suspect and _NOT_WRITTEN.fullmatch(shown.content.strip()):
            raw_finding = shown.finding(0, shown.content.strip())
            is_of_board = raw_finding.pointer == "/title" and raw_finding.file.startswith(_BOARDS)
            if not is_of_board and shown.content.strip().lower() not in names:
                yield raw_finding
