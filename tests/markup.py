"""Rendered markup, for tests that compare it."""

import re


def compact(html: str) -> str:
    """The markup without the line breaks and spaces that templates leave between tags and at the edges of elements."""
    html = re.sub(r"\s+", " ", html)
    html = re.sub(r" (?=/?>)", "", html)
    html = re.sub(r"(<[^/>][^>]*>) ", r"\1", html)
    return re.sub(r"(?<=>) (?=<)| (?=</)", "", html)
