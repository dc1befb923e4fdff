"""Whether the condition of a case can be read: `failed > 5 && (ok >= 1 || other > 0)`."""

import re

_OPERAND = re.compile(r"\"[^\"]*\"|'[^']*'|[\w.@:-]*[\w.]")
_WORDS = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
# Each step leaves one operand ("x") where there was a smaller whole.
_STEPS = re.compile(r"\(x\)|!x|x(?:<=|>=|==|!=|&&|\|\||[<>=+*/-])x")


def is_condition(text: str) -> bool:
    """True for operands that operators and brackets bind into one."""
    found = re.sub(r"\s+", "", _OPERAND.sub("x", _WORDS.sub("&&", text)))
    while (shorter := _STEPS.sub("x", found)) != found:
        found = shorter
    return found == "x"
