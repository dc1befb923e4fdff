"""The letters of date formats: `date_part("M", 3, "en")` is the key of the part and the pattern of its text."""

from tilekit.core.messages import N_
from tilekit.pipeline.grok.date_names import date_name_pattern
from tilekit.pipeline.notes import PipelineRefused

_OFFSET = r"Z|[+-]\d{2}(?::?\d{2})?"
_ZONE = rf"{_OFFSET}|[A-Z]{{1,5}}(?:[+-]\d{{1,2}}(?::?\d{{2}})?)?|[A-Za-z_]+(?:/[A-Za-z_+-]+){{1,2}}"
_NUMBERS = {
    "M": "month", "L": "month", "d": "day", "H": "hour", "k": "clock", "K": "half", "h": "half", "m": "minute",
    "s": "second", "w": "week", "e": "weekday", "c": "weekday",
}  # fmt: skip
_FIXED = {
    "D": ("day_of_year", r"\d{1,3}"),
    "a": ("half_day", "(?i:am|pm)"),
    "G": ("era", "(?i:ad|bc)"),
    **dict.fromkeys(("z", "V", "O", "v"), ("zone", _ZONE)),
}
_LONGEST_FRACTION = 9


def date_part(letter: str, count: int, locale: str) -> tuple[str, str]:
    """The key and the pattern of the part that a letter stands for. Raises PipelineRefused for an unknown letter, and
    for names in an unknown language.
    """
    if letter in "yYu":
        return ("short_year", r"\d{2}") if count == 2 else ("year", r"\d{4}" if count > 2 else r"\d{1,4}")
    if letter == "E" or (letter in "MLec" and count > 2):
        return _name_pattern(letter, count, locale)
    if letter in _NUMBERS:
        return _NUMBERS[letter], r"\d{1,2}" if count == 1 else rf"\d{{{count}}}"
    if letter == "S" and count <= _LONGEST_FRACTION:
        return "fraction", rf"\d{{{count}}}"
    if letter in "ZXx":
        return "zone", _OFFSET if count < 3 else _ZONE
    if letter in _FIXED:
        return _FIXED[letter]
    raise PipelineRefused(N_("the date format contains the unknown letter {letter}"), letter=letter)


def _name_pattern(letter: str, count: int, locale: str) -> tuple[str, str]:
    kind = "month" if letter in "ML" else "day"
    names = date_name_pattern(kind, locale, is_long=count > 3)
    if names is None:
        raise PipelineRefused(N_("the names of months and days are not available for {locale}"), locale=locale)
    return f"{kind}_name", names
