"""Validates the condition of a case: `failed > 5 && (ok >= 1 || other > 0)`."""

import re

_OPERAND = re.compile(r"\"[^\"]*\"|'[^']*'|[\w.@:-]*[\w.]")
_LOGICAL_WORD = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
# Each step replaces a smaller valid expression with one operand ("x").
_STEPS = re.compile(r"\(x\)|!x|x(?:<=|>=|==|!=|&&|\|\||[<>=+*/-])x")


def is_condition(text: str) -> bool:
    """Whether the text is a valid expression of operands, operators and brackets."""
    expression = re.sub(r"\s+", "", _OPERAND.sub("x", _LOGICAL_WORD.sub("&&", text)))
    while (shorter := _STEPS.sub("x", expression)) != expression:
        expression = shorter
    return expression == "x"
