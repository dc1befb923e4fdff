"""Finds and removes markup that Markdown must not contain if a browser shows it."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.checks.readme.urls import scheme_of
from tilekit.parse.markdown.parts import MarkdownFile
from tilekit.parse.markdown.reader import parse_markdown

_VALUE = r"""(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`]+))?"""
_MAX_CLEANED_CHARACTERS = 10_000
_SCHEMES = frozenset(("", "http", "https", "mailto"))
# Elements that run, load or frame something.
FORBIDDEN_ELEMENTS = frozenset(
    ("script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base", "svg")
)


class UnsafeMarkup(Struct, frozen=True, kw_only=True):
    """An unsafe part of a text. line and column count from 1; `what` is the element, attribute or scheme."""

    line: int
    column: int
    what: str


def unsafe_in(text: str) -> Iterator[UnsafeMarkup]:
    """Elements that execute code or embed pages, executable attributes, and executable links; code is skipped."""
    if not ("<" in text or "]" in text):  # a tag, a link
        return
    yield from unsafe_in_file(parse_markdown(text.encode("utf-8", "replace")))


def unsafe_in_file(markdown: MarkdownFile) -> Iterator[UnsafeMarkup]:
    """Like `unsafe_in`, for parsed Markdown."""
    for tag in markdown.tags:
        if tag.name in FORBIDDEN_ELEMENTS and not tag.is_closing:
            yield UnsafeMarkup(line=tag.line, column=tag.column, what=f"<{tag.name}>")
            continue
        for name, value in tag.attributes:
            if is_forbidden_attribute(name):
                yield UnsafeMarkup(line=tag.line, column=tag.column, what=name)
            elif name in ("href", "src") and scheme_of(value) not in _SCHEMES:
                yield UnsafeMarkup(line=tag.line, column=tag.column, what=f"{scheme_of(value)}:")
    for link in markdown.links:
        yield from _address(link.url, link.line, link.column)
    for image in markdown.images:
        yield from _address(image.url, image.line, image.column)


def without_unsafe(text: str) -> str:
    """The text without its unsafe parts. The text of a link stays. "" if something can't be removed safely."""
    if len(text) > _MAX_CLEANED_CHARACTERS:
        return ""
    markdown = parse_markdown(text.encode("utf-8", "replace"))
    for tag in markdown.tags:
        if tag.name in FORBIDDEN_ELEMENTS:
            closed = re.compile(rf"{re.escape(tag.source)}.*?</{re.escape(tag.name)}\s*>", re.DOTALL | re.IGNORECASE)
            text = closed.sub("", text) if closed.search(text) else text.replace(tag.source, "")
        for name, _ in tag.attributes:
            if is_forbidden_attribute(name) or name in ("href", "src"):
                text = text.replace(tag.source, _without_attributes(tag.source))
    urls = {link.url for link in markdown.links} | {image.url for image in markdown.images}
    for url in (url for url in urls if scheme_of(url) not in _SCHEMES):
        address = re.escape(url)
        text = re.sub(rf"!?\[([^\[\]]*)\]\(\s*<?{address}[^()]*\)", r"\1", text)
        text = re.sub(rf"<{address}>|^ {{0,3}}\[[^\[\]]+\]:\s*<?{address}.*$", "", text, flags=re.MULTILINE)
    return "" if any(unsafe_in(text)) else text.strip()


def _without_attributes(source: str) -> str:
    """The tag without executable attributes and without addresses of executable schemes."""
    plain = re.sub(rf"\s(?:on\w+|style|srcdoc){_VALUE}", "", source, flags=re.IGNORECASE)
    return re.sub(r"\s(?:href|src)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", _safe_address, plain, flags=re.IGNORECASE)


def _safe_address(match: re.Match[str]) -> str:
    return match[0] if scheme_of(match[1].strip("\"'")) in _SCHEMES else ""


def _address(url: str, line: int, column: int) -> Iterator[UnsafeMarkup]:
    if scheme_of(url) not in _SCHEMES:
        yield UnsafeMarkup(line=line, column=column, what=f"{scheme_of(url)}:")


def is_forbidden_attribute(attribute: str) -> bool:
    """Whether an attribute of this name executes code or changes styles, on any element."""
    return attribute.startswith("on") or attribute in ("style", "srcdoc")
