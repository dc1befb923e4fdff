"""Whole numbers that forms and addresses say: a version that was seen, a row, where a page begins."""

from collections.abc import Mapping


def number_in(values: Mapping[str, str], name: str) -> int | None:
    """The number under the name; None for anything else."""
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() else None
