"""Sizes of files and amounts of money as people write them: 812 bytes, 2.5 kB, 500 kB, 1.1 MB; $1,234.50."""

from math import ceil

from tilekit.core.messages import N_, Message

_TEXTS = {1_000_000_000: N_("{amount} GB"), 1_000_000: N_("{amount} MB"), 1_000: N_("{amount} kB")}
_ROUNDS_UP = 0.999  # 999.1 kB is 1 MB


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


def dollars(amount: str) -> Message:
    """A stored amount with the sign of the dollar."""
    return Message(N_("${price}"), {"price": amount})
