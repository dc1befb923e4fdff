"""GEN-017: promises in any text, and claims in the texts that GEN-015 does not read."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.shown_texts import texts_of_assets, texts_of_markdown, texts_with
from tilekit.checks.listing.superlatives import CLAIM, CLAIM_WORDS
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_PRODUCT = (
    r"(?:company|database|integration|platform|product|provider|queue|service|software|solution|store|tool|vendor)s?\b"
)
_PROMISES = {
    ("guarantee",): (
        r"guaranteed (?:[\w-]+ )?(?:accuracy|performance|protection|results?|roi|satisfaction|savings|security|success)"
        r"|(?:results|satisfaction|savings|success) (?:is|are) guaranteed|we guarantee(?! that you can)"
        r"|guarantees? (?:complete|full|maximum|no|perfect|total|zero) "
    ),
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
    ("leader",): r"(?:global|proven|recogni[sz]ed|undisputed) leader",
    ("exceptional",): r"exceptional (?:experience|insights?|performance|quality|reliability|speed|value|visibility)",
    ("100%", "100 %"): r"100 ?% (?:accurate|reliable|risk[- ]free|safe|secure)",
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
_PROMISE_WORDS = tuple(word for words in _PROMISES for word in words)
_PROMISE = re.compile(rf"\b(?:{'|'.join(_PROMISES.values())})")
# A quotation, such as a customer's.
_QUOTATION = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"")


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
    for shown in texts_with((*texts_of_markdown(bundle), *texts_of_assets(bundle)), (*_PROMISE_WORDS, *CLAIM_WORDS)):
        content = _QUOTATION.sub(lambda quotation: " " * len(quotation[0]), shown.content.lower())
        for pattern in (_PROMISE,) if shown.is_summary else (_PROMISE, CLAIM):
            for match in pattern.finditer(content):
                if match[0] not in names:
                    yield shown.finding(match.start(), match[0].strip())
