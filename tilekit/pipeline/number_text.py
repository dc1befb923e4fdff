"""Numbers in texts, as the platform reads them. MISSING means that a text is no number."""

import re
from math import isfinite
from typing import Final

from tilekit.pipeline.attribute_paths import MISSING, Missing

_DECIMAL: Final = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*").fullmatch
_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,20}").fullmatch
_BEYOND_INTEGERS = 2**63


def number_of(text: str) -> float | Missing:
    """The number with decimals, which may have an exponent."""
    number = float(text) if _DECIMAL(text) else MISSING
    return number if not isinstance(number, Missing) and isfinite(number) else MISSING


def integer_of(text: str) -> int | Missing:
    """The 64-bit integer in a text without decimals and exponent."""
    number = int(text) if _WHOLE(text) else MISSING
    return number if not isinstance(number, Missing) and -_BEYOND_INTEGERS <= number < _BEYOND_INTEGERS else MISSING


def truncated_number_of(text: str) -> int | Missing:
    """The 64-bit integer in a text, without its decimals."""
    whole = integer_of(text.strip())
    if not isinstance(whole, Missing):
        return whole
    number = number_of(text)
    return int(number) if not isinstance(number, Missing) and abs(number) < _BEYOND_INTEGERS else MISSING
