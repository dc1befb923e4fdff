"""Words by which a sentence denies something, or says it only of some cases. Such a sentence contradicts nothing."""

import re
import sys

_NEGATION = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|instead of|rather than)\b|n['’]t\b", re.IGNORECASE
)
_CONDITION = re.compile(r"\b(?:if|when|whether|unless|until|once|after|before)\b", re.IGNORECASE)


def is_negated(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether a word between the two places denies what the text says."""
    return _NEGATION.search(text, start, end) is not None


def is_conditional(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether a word between the two places limits what the text says to a case or a time."""
    return _CONDITION.search(text, start, end) is not None
