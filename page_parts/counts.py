"""Counts as people write them: 12,345 in English and Japanese, 12 345 in French."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

_UNGROUPED = range(-999, 1000)  # most counts; all languages write them the same


class Count(int):
    """A number that a message shows in the reader's language: `ngettext(one, many, n).format(n=Count(n))`."""

    def __str__(self) -> str:
        number = int(self)
        return str(number) if number in _UNGROUPED else str(number_format(number, decimal_pos=0, force_grouping=True))

    def __format__(self, spec: str) -> str:
        return str(self) if not spec else format(int(self), spec)


def limited_count(number: int, limit: int) -> str:
    """The number as text; if it exceeds the limit, the limit with a plus sign."""
    return _("{limit}+").format(limit=Count(limit)) if number > limit else str(Count(number))
