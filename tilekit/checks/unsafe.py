"""What must not stand in any Markdown that a reader's browser gets, wherever the text comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from tilekit.checks.readme.addresses import scheme_of
from tilekit.parse.markdown import MarkdownFile, parse_markdown

_ELEMENTS = frozenset(("script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base", "svg"))
_SCHEMES = frozenset(("", "http", "https", "mailto"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsafe:
    """line and column (from 1) in the text; what names the element, attribute or scheme."""

    line: int
    column: int
    what: str


def unsafe_in(text: str) -> Iterator[Unsafe]:
    """Elements that run or frame, attributes that run, links of a kind that runs; code is passed over."""
    if not ("<" in text or ":" in text):
        return
    yield from unsafe_in_file(parse_markdown(text.encode("utf-8", "replace")))


def unsafe_in_file(markdown: MarkdownFile) -> Iterator[Unsafe]:
    """The same of a parsed text."""
    for tag in markdown.tags:
        if tag.name in _ELEMENTS and not tag.is_closing:
            yield Unsafe(line=tag.line, column=tag.column, what=f"<{tag.name}>")
            continue
        for name, value in tag.attributes:
            if name.startswith("on") or name in ("style", "srcdoc"):
                yield Unsafe(line=tag.line, column=tag.column, what=name)
            elif name in ("href", "src") and scheme_of(value) not in _SCHEMES:
                yield Unsafe(line=tag.line, column=tag.column, what=f"{scheme_of(value)}:")
    for link in markdown.links:
        yield from _address(link.url, link.line, link.column)
    for image in markdown.images:
        yield from _address(image.url, image.line, image.column)


def _address(url: str, line: int, column: int) -> Iterator[Unsafe]:
    if scheme_of(url) not in _SCHEMES:
        yield Unsafe(line=line, column=column, what=f"{scheme_of(url)}:")
