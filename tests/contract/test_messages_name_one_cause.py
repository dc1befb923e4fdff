"""The message of a check names the cause that applies. A check with several causes has a message for each.

An "or" before a noun is a list of values ("-1, 0 or 1"); before a verb, it joins causes.
"""

import re

from tilekit.checks.finding import Stage
from tilekit.checks.registered_checks import Check, all_checks

_ALTERNATIVES = re.compile(r", (?:is|has|does|repeats|too) | or (?:is|has|does|have|do|repeats|larger|longer|used)\b")


def texts_of(check: Check) -> list[str]:
    """The first sentence of each message."""
    texts = [check.message, check.folded, *check.folded_variants, *check.folded_variants.values()]
    return [re.split(r"(?<=[.?!]) ", text)[0] for text in texts]


def test_message_names_one_cause() -> None:
    checks = [check for check in all_checks() if check.stage is not Stage.REVIEWER]

    ambiguous = {check.code: [text for text in texts_of(check) if _ALTERNATIVES.search(text)] for check in checks}
    assert {code: texts for code, texts in ambiguous.items() if texts} == {}
