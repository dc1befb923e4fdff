"""Renders partners' Markdown as HTML for a tile, with two protections: a parser that ignores HTML, and an allow-list
for its output.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tilekit.core.pictures import PictureOf
from tilekit.parse.limits import MARKDOWN_LIMITS, is_within_limits

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_RENDERED_CHARACTERS = 200_000
_BLOCKS = ("p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "thead", "tbody", "tr", "th", "td")
_HEADINGS = tuple(f"h{level}" for level in range(1, 7))
_TAGS = {*_BLOCKS, *_HEADINGS, "code", "em", "strong", "s", "a", "img", "br"}
_ATTRIBUTES = {
    "a": {"href", "title", "target"},
    "img": {"src", "srcset", "sizes", "width", "height", "loading", "alt", "title"},
    "ol": {"start"},
    "code": {"class"},
    "th": {"class"},
    "td": {"class"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_SCROLLING = {tag: {"tabindex": "0"} for tag in ("table", "pre")}  # so that they scroll with the keyboard
_CLASS = re.compile(r"^(?:language-[\w+#.-]{1,30}|align-(?:left|center|right))$")
_IN_IMAGES = re.compile(r"^(?:\./|/)?(images/[^?#]+)$|^https://[^?#]+?/(images/[^/?#]+)(?:\?[^#]*)?$")
# The width of a column of text.
_SIZES = "(min-width: 60rem) 48rem, 100vw"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def render_markdown(
    source: str, *, picture_of: PictureOf, first_level: int = 3, anchors: str | None = "", link_base: str = ""
) -> str:
    """Safe HTML of a text.

    picture_of returns an image by its path in the folder, or None. Without an image, and for every image from
    elsewhere, the alternative text is shown. The highest heading of the text becomes `first_level`; the others keep
    their relative levels. anchors is a prefix for the IDs of headings, so that a page can contain two texts; with None,
    they have no IDs. A relative link is completed with link_base, or loses its URL if link_base is empty. Texts are cut
    at 200,000 characters and at the limits of a file, because some texts take minutes.
    """
    import nh3  # slow import

    parser = _parser()
    parsed = parser.parse(_shown_part(source[:MAX_RENDERED_CHARACTERS]))
    _set_headings(parsed, first_level, anchors)
    _unmark_empty_headers(parsed)
    for token in parsed:
        _class_for_alignment(token)
        if token.children:
            token.children = list(_inline(token.children, picture_of, link_base))
    _open_outside(parsed)
    return nh3.clean(
        parser.renderer.render(parsed, parser.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        set_tag_attribute_values=_SCROLLING,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )


def plain(source: str) -> str:
    """The words of a text without markup, for search and summaries; one line."""
    text = re.sub(r"^[ \t]*\[[^\]\n]{1,200}\]:[ \t]+\S+.*$", " ", source[:MAX_RENDERED_CHARACTERS], flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\[\]]{0,500})\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,200}\])?", r"\1", text)
    text = re.sub(r"^[ \t]*\|[ \t:|-]+$", " ", text, flags=re.MULTILINE)  # the line below the head of a table
    text = re.sub(r"^[\s>#*+-]+|[|]+", " ", text, flags=re.MULTILINE)
    text = re.sub(r"[`*~]+|(?<!\w)_+|(?<!_)_+(?!\w)", "", text)
    return " ".join(text.split())


def slug(text: str) -> str:
    """The anchor of a heading: lower-case words joined by hyphens, as in links of READMEs."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", text.strip().lower())).strip("-")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # slow import

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _shown_part(text: str) -> str:
    """The longest beginning of the text that is within the limits of a Markdown file."""

    def is_too_much(end: int) -> bool:
        return not is_within_limits(text[:end].encode(errors="replace"), MARKDOWN_LIMITS)

    return text[: bisect_right(range(1, len(text) + 1), False, key=is_too_much)] if is_too_much(len(text)) else text


def _set_headings(parsed: list[Token], first_level: int, anchors: str | None) -> None:
    """Shift the headings so that the highest level is first_level, and give each an ID, which links to it then use.

    There are no IDs if anchors is None.
    """
    levels = [int(token.tag[1]) for token in parsed if token.type == "heading_open"]
    level_offset = first_level - min(levels, default=first_level)
    taken: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for index, token in enumerate(parsed):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + level_offset, 6)}"
        if token.type == "heading_open" and anchors is not None:
            name = _unused_name(slug(_heading_text(parsed[index + 1])) or "section", taken, numbers)
            taken[name] = anchors + name
            token.attrSet("id", taken[name])
    for token in _links(parsed):
        target = str(token.attrGet("href") or "")
        if target.startswith("#") and target[1:].lower() in taken:
            token.attrSet("href", "#" + taken[target[1:].lower()])


def _unused_name(name: str, taken: dict[str, str], numbers: Counter[str]) -> str:
    """The name, with the next number if it is taken. numbers are the last ones, which saves counting."""
    free = name
    while free in taken:
        numbers[name] += 1
        free = f"{name}-{numbers[name]}"
    return free


def _heading_text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _links(parsed: list[Token]) -> Iterator[Token]:
    for token in parsed:
        for child in token.children or ():
            if child.type == "link_open":
                yield child


def _inline(children: list[Token], picture_of: PictureOf, link_base: str) -> Iterator[Token]:
    for child in children:
        if child.type == "image":
            yield _image(child, picture_of)
        elif child.type == "text" and "<br" in child.content.lower():
            yield from _line_break(child)
        else:
            if child.type == "link_open":
                _complete_link(child, link_base)
            yield child


def _image(token: Token, picture_of: PictureOf) -> Token:
    match = _IN_IMAGES.match(str(token.attrGet("src") or ""))
    picture = picture_of(unquote(match.group(1) or match.group(2))) if match else None
    if picture is None or not picture.src:
        return _text_token(token, token.content)
    attributes = {"src": picture.src, "srcset": picture.srcset, "sizes": picture.srcset and _SIZES, "loading": "lazy"}
    size = {"width": picture.width, "height": picture.height} if picture.width else {}
    token.attrs |= {name: str(value) for name, value in {**attributes, **size}.items() if value}
    return token


def _line_break(token: Token) -> Iterator[Token]:
    """Turn `<br>` into a line break, because people often write it in tables."""
    for number, part in enumerate(_BREAK.split(token.content)):
        if number:
            yield type(token)(type="hardbreak", tag="br", nesting=0)
        yield _text_token(token, part)


def _text_token(token: Token, content: str) -> Token:
    return type(token)(type="text", tag="", nesting=0, content=content)


def _complete_link(token: Token, link_base: str) -> None:
    target = str(token.attrGet("href") or "")
    if target.startswith("#") or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", target):
        return
    if link_base and target.startswith("/") and not target.startswith("//"):
        token.attrSet("href", link_base.rstrip("/") + target)
    else:
        token.attrs.pop("href", None)


def _open_outside(parsed: list[Token]) -> None:
    for token in _links(parsed):
        if str(token.attrGet("href") or "").startswith(("https:", "http:")):
            token.attrSet("target", "_blank")


def _unmark_empty_headers(parsed: list[Token]) -> None:
    """Make empty header cells ordinary ones, because a screen reader would announce a header without a name."""
    for index, token in enumerate(parsed):
        if token.type == "th_open" and not parsed[index + 1].content:
            token.tag = parsed[index + 2].tag = "td"


def _class_for_alignment(token: Token) -> None:
    """Replace a style attribute with a class, because it would violate the page's content security policy."""
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrSet("class", "align-" + style.removeprefix("text-align:"))


def _filter_attribute(_tag: str, name: str, value: str) -> str | None:
    return value if name != "class" or _CLASS.match(value) else None
