"""The message of a check names the cause that applies. A check with several causes has a message for each.

An "or" before a noun is a list of values ("-1, 0 or 1"); before a verb, it joins causes.
"""

import re

import pytest

from tilekit.checks.finding import Stage
from tilekit.checks.registered_checks import Check, all_checks

_ALTERNATIVES = re.compile(r", (?:is|has|does|repeats|too) | or (?:is|has|does|have|do|repeats|larger|longer|used)\b")
CHECKS = [each for each in all_checks() if each.stage is not Stage.REVIEWER]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_message_names_one_cause(check: Check) -> None:
    texts = [check.message, check.folded, *check.folded_variants, *check.folded_variants.values()]
    first = [re.split(r"(?<=[.?!]) ", text)[0] for text in texts]

    assert [text for text in first if _ALTERNATIVES.search(text)] == []
