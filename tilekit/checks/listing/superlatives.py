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

_CLAIM = re.compile(
    r"\b(?:(?:world|industry|market|class)(?:'s)?[- ](?:best|leading|leader|class)|best[- ](?:in[- ]class|of[- ]breed)"
    r"|best in the world|best on the market|(?:a|is|our|ranked|the|undisputed|'s) (?:number[- ]one|no\. ?1)"
    r"|guaranteed 100 ?% \w+|100 ?% guaranteed"
    r"|leading (?:[\w-]+ ){0,2}(?:company|database|platform|product|provider|service|software|solution|tool|vendor)\b"
    r"|most (?:advanced|complete|comprehensive|innovative|intelligent|powerful|reliable|secure|trusted)"
    r"|the (?:best|easiest|fastest|greatest|smartest|ultimate) (?:[\w-]+ ){0,2}"
    r"(?:experience|integration|platform|product|service|software|solution|tool)s?"
    r"|revolutionary|game[- ]chang(?:ing|er)|cutting[- ]edge|state[- ]of[- ]the[- ]art|unparalleled|unmatched"
    r"|unrivall?ed|unbeatable|second to none|award[- ]winning|(?:blazing(?:ly)?|lightning)[- ]fast|amazing|awesome"
    r"|incredible|stunning|superior)\b|(?<![\w/])#1\b(?! *[-.,)\]])"
)


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
        for line, match in matches_in([prose.lower() for prose in readme.markdown.prose], _CLAIM):
            if match[0] not in title:
                yield readme.finding(line, match.start() + 1, value=match[0])
    for pointer in _captions(manifest) if manifest else ():
        if manifest and (claim := _CLAIM.search(manifest.text(pointer).lower())) and claim[0] not in title:
            yield manifest.finding(pointer, value=claim[0])
    for asset, pointer in (*_summaries(bundle), *_notes(bundle)):
        if (claim := _CLAIM.search(text(asset.at(pointer)).lower())) and claim[0] not in title:
            yield asset.finding(pointer, claim[0])


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
