"""Formats file sizes: 812 bytes, 2.5 kB, 500 kB, 1 MB."""

from django.utils.translation import get_language

_UNITS = {"gigabyte": 1_000_000_000, "megabyte": 1_000_000, "kilobyte": 1_000}
_ROUNDS_UP = 0.9995  # 999.5 kB is 1 MB


def file_size(size: int) -> str:
    """The size in the reader's language, in decimal units and with at most one digit after the point."""
    from babel.units import format_unit  # noqa: PLC0415 the preview command of tilekit is installed without Babel

    locale = (get_language() or "en").replace("-", "_")
    for unit, its_bytes in _UNITS.items():
        if size >= its_bytes * _ROUNDS_UP:
            amount = size / its_bytes
            rounded = round(amount, 1) if amount < 9.95 else round(amount)
            return format_unit(rounded, unit, length="short", locale=locale)
    return format_unit(size, "byte", locale=locale)
