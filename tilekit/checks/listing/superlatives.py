"""GEN-015: claims of an advertisement."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.manifest_file import Manifest, readable_manifest
from tilekit.checks.monitors.template_files import templates
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.parse.text import matches_in
from tilekit.sections.overview import Overview

# Words in lower case, and the claims that contain one of them.
_CLAIMS = {
    (
        "world",
        "industry",
        "market",
        "class",
    ): r"(?:world|industry|market|class)(?:'s)?[- ](?:best|leading|leader|class)",
    ("best",): r"best[- ](?:in[- ]class|of[- ]breed)|best in the world|best on the market",
    ("number one", "number-one", "no. 1", "no.1"): r"(?:a|is|our|ranked|the|undisputed|'s) (?:number[- ]one|no\. ?1)",
    ("guaranteed",): r"guaranteed 100 ?% \w+|100 ?% guaranteed",
    ("leading",): (
        r"leading (?:[\w-]+ ){0,2}(?:company|database|platform|product|provider|service|software|solution|tool|vendor)"
    ),
    ("most",): (r"most (?:advanced|complete|comprehensive|innovative|intelligent|powerful|reliable|secure|trusted)"),
    ("the best", "the easiest", "the fastest", "the greatest", "the smartest", "the ultimate"): (
        r"the (?:best|easiest|fastest|greatest|smartest|ultimate) (?:[\w-]+ ){0,2}"
        r"(?:experience|integration|platform|product|service|software|solution|tool)s?"
    ),
    ("game",): r"game[- ]chang(?:ing|er)",
    ("cutting", "state of", "state-of"): r"cutting[- ]edge|state[- ]of[- ]the[- ]art",
    ("award", "blazing", "lightning"): r"award[- ]winning|(?:blazing(?:ly)?|lightning)[- ]fast",
    ("unparalleled", "unmatched", "unrival", "unbeatable"): r"unparalleled|unmatched|unrivall?ed|unbeatable",
    ("second to",): "second to none",
    ("amazing", "awesome", "incredible", "revolutionary", "stunning", "superior"): (
        "amazing|awesome|incredible|revolutionary|stunning|superior"
    ),
}
CLAIM_WORDS = ("#1", *(word for words in _CLAIMS for word in words))
CLAIM = re.compile(rf"\b(?:{'|'.join(_CLAIMS.values())})\b|(?<![\w/])#1\b(?! *[-.,)\]])")


@check(
    code="GEN-015",
    name=N_("Superlative or advertising claim"),
    severity=Severity.ADVICE,
    message=N_("“{value}” is a claim that customers can't check. Say what the product does."),
    folded=N_("“{value}” is a claim that customers can't check ({n} places). Say what the product does."),
    applies_to=N_("README, manifest, dashboards, monitors"),
    expected=N_("Texts describe what the product does, without superlatives"),
    bad="The world's best queue",
    good="A queue that keeps messages for 30 days",
)
def makes_no_claims(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The texts that customers read contain no superlatives. The product's own name is not a claim."""
    manifest, title = readable_manifest(bundle), bundle.section(Overview).title.lower()
    for readme in readme_texts(bundle):
        # A pattern that ignores case is several times slower than one on text in lower case.
        for line, match in matches_in([prose.lower() for prose in readme.markdown.prose], CLAIM, CLAIM_WORDS):
            if match[0] not in title:
                yield readme.finding(line, match.start() + 1, value=match[0])
    for pointer in _captions(manifest) if manifest else ():
        if manifest and (claim := _claim_in(manifest.text(pointer))) and claim not in title:
            yield manifest.finding(pointer, value=claim)
    for asset, pointer in (*_summaries(bundle), *_notes(bundle)):
        if (claim := _claim_in(text(asset.at(pointer)))) and claim not in title:
            yield asset.finding(pointer, claim)


def _claim_in(content: str) -> str:
    """The first claim in a text, in lower case; "" if there is none."""
    lowered = content.lower()
    claim = CLAIM.search(lowered) if any(map(lowered.__contains__, CLAIM_WORDS)) else None
    return claim[0] if claim else ""


def _summaries(bundle: Bundle) -> Iterator[tuple[Asset, str]]:
    """The titles and descriptions of dashboards and monitors."""
    for asset in (*(board.asset for board in boards(bundle)), *templates(bundle)):
        yield from ((asset, pointer) for pointer in ("/title", "/description"))


def _notes(bundle: Bundle) -> Iterator[tuple[Asset, str]]:
    """The texts of notes on dashboards."""
    for board in boards(bundle):
        for widget in board.widgets:
            if widget.definition.get("type") == "note":
                yield board.asset, f"{widget.pointer}/definition/content"


def _captions(manifest: Manifest) -> list[str]:
    """The pointers of the short description and the captions."""
    count = len(elements(manifest.at("/tile/media")))
    return ["/tile/description", *(f"/tile/media/{at}/caption" for at in range(count))]
