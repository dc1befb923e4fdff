"""Finds the texts of a template that people read and that are not marked for translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

_HOLE = "\ue000"  # placeholder for a tag or a value
_BRANDS = re.compile(r"\bSlipway\b")
_SKIPPED = {
    "blocktranslate": "endblocktranslate",
    "blocktrans": "endblocktrans",
    "comment": "endcomment",
    "verbatim": "endverbatim",
}
_READ_ATTRIBUTES = frozenset({"alt", "aria-label", "aria-description", "content", "placeholder", "title"})
_UNREAD_ELEMENTS = frozenset({"code", "kbd", "script", "style"})
_LITERAL = re.compile(r"""(?P<before>_\()?(?P<quote>["'])(?P<text>.*?)(?P=quote)""")
_VALUES = frozenset({"True", "False"})
_SPOKEN = re.compile(r"[^\W\d_]{2}")
# Tags whose quoted arguments are names in code, and filters whose argument is a format.
_NAMING_TAGS = frozenset(
    {"url", "static", "extends", "include", "load", "translate", "behaviour", "icon", "fill", "block"}
)
_FORMATS = re.compile(
    r"""\|(?:date|time|local_time|local_date|badge|yesno|divisibleby|add|join|cut|slice):(["']).*?\1"""
)


def unmarked(source: str) -> list[str]:
    """Texts of a template that would be in English in all languages."""
    tokens = list(_outside_of_skipped(Lexer(source).tokenize()))
    markup = "".join(token.contents if token.token_type is TokenType.TEXT else _HOLE for token in tokens)
    reader = _Reader()
    # A tag may choose the element: <{% if href %}a{% else %}button{% endif %} ...>
    reader.feed(re.sub(f"<(/?){_HOLE}+", r"<\1", _BRANDS.sub("", markup)))
    reader.close()
    return [*reader.texts, *(text for token in tokens for text in _literals(token))]


def _outside_of_skipped(tokens: list[Token]) -> Iterator[Token]:
    until = ""
    for token in tokens:
        name = token.contents.split(None, 1)[0] if token.token_type is TokenType.BLOCK and token.contents else ""
        if until:
            until = "" if name == until else until
        elif name in _SKIPPED:
            until = _SKIPPED[name]
        elif token.token_type is not TokenType.COMMENT:
            yield token


def _literals(token: Token) -> Iterator[str]:
    """Quoted sentences in tags and values; names are lower case and have no spaces."""
    if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
        return
    tag, _, rest = token.contents.partition(" ")
    if token.token_type is TokenType.BLOCK and tag in _NAMING_TAGS:
        return
    inside = rest if token.token_type is TokenType.BLOCK else token.contents
    for match in _LITERAL.finditer(_FORMATS.sub("", inside)):
        text = match["text"]
        is_word = " " in text.strip() or text[:1].isupper()
        if not match["before"] and text not in _VALUES and _SPOKEN.search(text) and is_word:
            yield text


class _Reader(HTMLParser):
    """Collects text nodes and attributes that people read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag.rstrip(_HOLE) in _UNREAD_ELEMENTS:
            self.silent.append(tag)
        for name, value in attrs:
            is_read = name in _READ_ATTRIBUTES and not (tag == "meta" and name == "content")
            if is_read and value and _SPOKEN.search(value):
                self.texts.append(f"{name}={value}".replace(_HOLE, "…"))

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        for text in data.split(_HOLE):
            if not self.silent and _SPOKEN.search(text):
                self.texts.append(text.strip())
