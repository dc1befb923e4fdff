"""Nothing that looks like a key may be published."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.reading import texts
from tilekit.checks.registry import EVERYTHING, check
from tilekit.core.messages import N_

# (a text that must be there before the pattern is tried, in lower case; the pattern)
_SHAPES = (
    ("akia", r"\bAKIA[0-9A-Z]{16}\b"),
    ("asia", r"\bASIA[0-9A-Z]{16}\b"),
    ("aiza", r"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("-----begin", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----"),
    ("gh", r"\bgh[pousr]_[0-9A-Za-z]{36,}\b"),
    ("glpat-", r"\bglpat-[0-9A-Za-z_-]{20,}\b"),
    ("xox", r"\bxox[abprs]-[0-9A-Za-z-]{10,}\b"),
    ("sk_live_", r"\bsk_live_[0-9A-Za-z]{20,}\b"),
    ("bearer", r"\b[Bb]earer [0-9A-Za-z][0-9A-Za-z._~+/-]{30,}=*"),
    ("key", r"(?i)\b(?:api|app|application)[ _-]?key\W{1,5}([0-9a-f]{40}|[0-9a-f]{32})\b"),
)
_PATTERNS = tuple((sign, re.compile(shape)) for sign, shape in _SHAPES)
_FEWEST_SIGNS = 8


@check(
    code="GEN-008",
    severity=Severity.BLOCKER,
    reads=EVERYTHING,
    security=True,
    message=N_("{file} line {line} looks like it contains a secret. Remove it and rotate the key."),
)
def key_shaped(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """No key-shaped text in any text file; samples of one repeated sign are no keys."""
    for path, source in texts(bundle):
        lowered = source.text.lower()
        for sign, pattern in _PATTERNS:
            if sign not in lowered:
                continue
            for match in pattern.finditer(source.text):
                if _is_random(match[0]):
                    place = source.position(match.start())
                    yield finding(file=path, line=place.line, column=place.column, value=match[0])


def _is_random(text: str) -> bool:
    return len(set(text.rpartition(" ")[2].lower())) >= _FEWEST_SIGNS or "-----" in text
