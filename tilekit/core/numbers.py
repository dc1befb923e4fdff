"""Sizes of files as people write them: 812 bytes, 2.5 kB, 500 kB, 1.1 MB; and amounts of money: 49, 1234.50."""

import re
from math import ceil

from tilekit.core.messages import N_, Message

_TEXTS = {1_000_000_000: N_("{amount} GB"), 1_000_000: N_("{amount} MB"), 1_000: N_("{amount} kB")}
_ROUNDS_UP = 0.999  # 999.1 kB is 1 MB
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def file_size(size_bytes: int) -> Message:
    """The size in decimal units."""
    amount, unit = size_in_units(size_bytes)
    return Message(_TEXTS[unit], {"amount": amount}) if unit > 1 else Message(N_("{count} bytes"), {"count": amount})


def size_in_units(size_bytes: int) -> tuple[float, int]:
    """The amount, with one digit after the point below a hundred, and the bytes of its unit (1 for bytes).

    Rounded up, so that a size above a limit is never shown as the limit.
    """
    for unit in _TEXTS:
        if size_bytes > unit * _ROUNDS_UP:
            tenths = ceil(size_bytes * 10 / unit)
            return (tenths / 10 if tenths < 1_000 and tenths % 10 else ceil(tenths / 10)), unit
    return size_bytes, 1


def amount_text(price: str) -> str:
    """The price without cents if they are zero, otherwise with at least two decimals; empty if it isn't a number."""
    if not _AMOUNT.fullmatch(price):
        return ""
    whole, _, cents = price.partition(".")
    return whole if not cents.strip("0") else f"{whole}.{cents:0<2}"
