"""Formats file sizes: 812 bytes, 2.5 kB, 500 kB, 1 MB."""

from django.utils.translation import get_language

from tilekit.core.numbers import size_in_units

_UNITS = {1_000_000_000: "gigabyte", 1_000_000: "megabyte", 1_000: "kilobyte"}


def file_size(size: int) -> str:
    """The size in the reader's language. Rounded like the sizes in findings, so that both show the same number."""
    from babel.units import format_unit  # noqa: PLC0415 the preview command of tilekit is installed without Babel

    locale = (get_language() or "en").replace("-", "_")
    amount, unit = size_in_units(size)
    if unit == 1:
        return format_unit(amount, "byte", locale=locale)
    return format_unit(amount, _UNITS[unit], length="short", locale=locale)
