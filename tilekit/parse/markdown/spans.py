"""A CommonMark parser that remembers where in its source each link, picture, tag and piece of code stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline.state_inline import StateInline

START, END = "start", "end"
# rule of the parser -> type of the token that it makes
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
    """CommonMark with tables. Addresses stay as written and dangerous ones are kept: it reads, it never renders."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 slow import

    made = MarkdownIt("commonmark", {"store_labels": True}).enable("table")
    made.validateLink = _any_link  # type: ignore[method-assign]  # the way that the parser offers
    made.normalizeLink = _as_written  # type: ignore[method-assign]
    rules = {rule.name: rule.fn for rule in made.inline.ruler.__rules__}
    for name, kind in _RECORDED.items():
        made.inline.ruler.at(name, _recording(rules[name], kind))
    return made


def _any_link(url: str) -> bool:  # noqa: ARG001 the parser's signature
    return True


def _as_written(url: str) -> str:
    return url


def _recording(rule: _Rule, kind: str) -> _Rule:
    """The rule, writing offsets of its source into the token's meta."""

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
