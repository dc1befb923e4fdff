"""A CommonMark parser that records the position of each link, image, tag and code span."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline.state_inline import StateInline

START, END = "start", "end"
# rule of the parser -> type of its token
_RECORDED = {
    "link": "link_open",
    "image": "image",
    "autolink": "link_open",
    "html_inline": "html_inline",
    "backticks": "code_inline",
}
_Rule = Callable[["StateInline", bool], bool]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """CommonMark with tables. URLs are not changed or filtered, because the result is never rendered."""
    from markdown_it import MarkdownIt  # slow import

    markdown = MarkdownIt("commonmark", {"store_labels": True}).enable("table")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 the way that the parser offers
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    rules = {rule.name: rule.fn for rule in markdown.inline.ruler.__rules__}
    for name, kind in _RECORDED.items():
        markdown.inline.ruler.at(name, _recording(rules[name], kind))
    return markdown


def _recording(rule: _Rule, kind: str) -> _Rule:
    """A rule that records the offsets of its source in the token's meta."""

    def record(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 the parser's signature
        begin, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next((token for token in state.tokens[count:] if token.type == kind), None)
            if token is not None:
                token.meta = {**token.meta, START: begin, END: state.pos}
        return True

    return record
