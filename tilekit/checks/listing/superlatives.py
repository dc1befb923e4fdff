"""GEN-015: claims of an advertisement."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.shown_texts import shown_texts
from tilekit.checks.listing.wording import Wording
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_CLAIMS = {
    (
        "world",
        "industry",
        "market",
        "class",
    ): r"(?:world|industry|market|class)(?:'s)?[- ](?:best|leading|leader|class)",
    ("world's", "worlds "): r"world(?:'s|’s|s) (?:first|most [\w-]+|[\w-]+est)",
    ("best",): r"best[- ](?:in[- ]class|of[- ]breed)|best in the world|best on the market",
    (
        "number one",
        "number-one",
        "no. 1",
        "no.1",
    ): r"(?:a|is|our|ranked|the|undisputed|\w+'s) (?:number[- ]one|no\. ?1)",
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
    ("#1",): r"(?<!/)(?<!issue )(?<!ticket )(?<!request )(?<!step )#1(?! *[-.,)\]])",
}
CLAIMS = Wording.of(_CLAIMS)


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
    """The texts that customers read first contain no superlatives. Quotations and the product's name are not claims."""
    names = bundle.section(Overview).title.lower()
    yield from CLAIMS.findings(shown_texts(bundle), names=names, fits=lambda shown: shown.is_summary)
