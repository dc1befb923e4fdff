"""GEN-017: promises in any text, and claims in the texts that GEN-015 does not read."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.shown_texts import shown_texts
from tilekit.checks.listing.superlatives import CLAIMS
from tilekit.checks.listing.wording import Wording
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_PRODUCT = (
    r"(?:company|database|integration|platform|product|provider|queue|service|software|solution|store|tool|vendor)s?"
)
_SAVES = r"(?:cut(?:s|ting)?|lower(?:s|ing)?|reduc(?:e|es|ing)|sav(?:e|es|ing)|slash(?:es|ing)?)"
_SAVED = r"(?:bills?|costs?|downtime|expenses?|mttd|mttr|outages|spend|spending)"
_TABLE = {
    ("guarantee",): (
        r"guaranteed (?:[\w-]+ )?(?:accuracy|performance|protection|results?|roi|satisfaction|savings|security|success)"
        r"|(?:results|satisfaction|savings|success) (?:is|are) guaranteed|we guarantee(?! that you can)"
        r"|guarantees? (?:complete|full|maximum|no|perfect|total|zero)|\w+, guaranteed(?=[.!]|$)"
        r"|(?:dashboard|integration|monitor|rule)s? guarantees?|guarantees? (?:that )?(?:you|your)"
    ),
    ("we promise", "peace of mind", "pays for itself", "risk-free", "worry-free", "hassle-free", "zero risk"): (
        "we promise|peace of mind|pays for itself|(?:risk|worry|hassle)-free|zero risk"
    ),
    ("never ",): (
        r"never (?:again )?(?:miss|lose|worry about|suffer)(?: (?:a|an|another|any|your) [\w-]+)?"
        r"|never (?:have|see|face|experience) (?:a|an|another|any) (?:[\w-]+ ){1,3}again"
    ),
    ("eliminat", "no more "): (
        r"eliminat(?:e|es|ing) (?:all |any |the )?(?:blind spots|downtime|guesswork|outages|risks?)"
        r"|no more (?:alert fatigue|blind spots|downtime|guesswork|outages|surprises)"
    ),
    ("false positives",): r"(?:no|zero|without(?: any)?) false positives",
    ("%",): (
        rf"{_SAVES} (?:[\w-]+ ){{0,3}}{_SAVED} by (?:[\w-]+ ){{0,3}}\d+ ?%"
        rf"|{_SAVES} (?:[\w-]+ ){{0,3}}\d+ ?% (?:of|on) (?:[\w-]+ ){{0,3}}{_SAVED}"
        r"|100 ?% (?:accurate|reliable|risk[- ]free|safe|secure)"
        r"|with 100 ?% (?:accuracy|certainty|confidence|precision)"
    ),
    ("faster than", "better than", "cheaper than"): (
        r"(?:better|cheaper|faster) than (?:any other|all other|anyone|conventional|the competition|traditional)"
    ),
    ("trusted by",): r"trusted by (?:[\w-]+ )?(?:hundreds|thousands|millions|leading|fortune|the world|top)",
    ("secure", "unbreakable", "unhackable"): "(?:completely|fully|totally|absolutely) secure|unbreakable|unhackable",
    (" premier", "best in breed", " choice"): (
        rf"(?:a|our|the) premier (?:[\w-]+ ){{0,2}}{_PRODUCT}|best in breed|the (?:best|ideal|perfect) choice"
    ),
    ("the only",): r"the only (?:[\w-]+ ){1,2}you(?:'ll| will)? (?:ever )?need",
    ("the most",): (
        r"the most (?:accurate|affordable|efficient|flexible|popular|robust|scalable|widely[- ]used)"
        rf" (?:[\w-]+ ){{0,2}}{_PRODUCT}"
    ),
    ("number 1",): rf"number 1 (?:[\w-]+ ){{0,2}}{_PRODUCT}",
    ("in the world", "on the market", "on the planet", "on earth"): (
        r"\w+est (?:[\w-]+ ){1,3}(?:in the world|on the market|on the planet|on earth)"
    ),
    ("leader",): r"(?:global|proven|recogni[sz]ed|undisputed) leaders?",
    ("exceptional",): r"exceptional (?:experiences?|insights?|performance|quality|reliability|speed|value|visibility)",
    (
        "groundbreaking",
        "ground-breaking",
        "unprecedented",
        "gold standard",
        "foolproof",
        "bulletproof",
        "top-notch",
        "peerless",
    ): ("ground-?breaking|unprecedented|the gold standard (?:for|in|of)|foolproof|bulletproof|top-notch|peerless"),
}
_PROMISES = Wording.of(_TABLE)


@check(
    code="GEN-017",
    name=N_("Promise or claim in another text"),
    severity=Severity.ADVICE,
    message=N_("“{value}” is a promise or claim that customers can't check. Say what the product does."),
    folded=N_("“{value}” is a promise or claim that customers can't check ({n} places). Say what the product does."),
    starts_observed=True,
    applies_to=N_("all texts that customers read"),
    expected=N_("Texts describe what the product does, without promises and superlatives"),
    bad="Guaranteed savings on your cloud bill",
    good="Lists the hosts that nobody uses",
)
def promises_nothing(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No text contains promises, and none contains the claims that GEN-015 looks for in other texts.

    Quotations and the names of product and vendor are not claims.
    """
    overview = bundle.section(Overview)
    names = f"{overview.title}\n{overview.vendor_name}".lower()
    yield from _PROMISES.findings(shown_texts(bundle), names=names)
    yield from CLAIMS.findings(shown_texts(bundle), names=names, fits=lambda shown: not shown.is_summary)
