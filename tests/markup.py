"""Rendered markup, for tests that compare it."""

import re

_VERBATIM = re.compile(r"(?<=<)((?:pre|textarea)\b[^>]*>)(.*?)(?=</(?:pre|textarea)>)", re.DOTALL)


def compact(html: str) -> str:
    """The markup without the line breaks and spaces that templates leave between tags and at the edges of elements.

    Texts of <pre> and <textarea> stay as they are.
    """
    *before, rest = _VERBATIM.split(html)
    pieces = zip(before[::3], before[1::3], before[2::3], strict=True)
    return "".join(_compact(markup + tag) + text for markup, tag, text in pieces) + _compact(rest)


def _compact(html: str) -> str:
    html = re.sub(r"[ \t\r\n]+", " ", html)
    html = re.sub(r" (?=/?>)", "", html)
    html = re.sub(r"(<[^/>][^>]*>) ", r"\1", html)
    return re.sub(r"(?<=>) (?=<)| (?=</)", "", html)
