"""Parses log search queries into a tree: `service:web -@http.status_code:[200 TO 299] (a OR "b c")`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.core.messages import N_
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS, MAX_QUERY
from tilekit.pipeline.notes import PipelineRefused

_SEARCH_TOKEN = re.compile(
    r"""\s*(?:
    (?P<open>\() | (?P<close>\)) | (?P<minus>[-!](?=\s*[^\s-])) | (?P<sign>&&|\|\|) |
    (?P<cidr>CIDR\([^()]*\)) |
    (?P<key>(?:[@\w.$*/-]|\\.)(?:[\w.$/@+-]|\\.)*):(?!\s) |
    (?P<range>(?:[\[{]\s*\S+\s+TO\s+[^\s\]}]+\s*[\]}])|[<>]=?\s*[^\s()]+) |
    "(?P<phrase>(?:[^"\\]|\\.)*)" |
    (?P<word>(?:[^\s()"\\]|\\.)+)
    )""",
    re.VERBOSE | re.DOTALL,
)

_SEARCH_WORD = re.compile(r"(?P<word>(?:[^\s()\"\\]|\\.)+)", re.DOTALL)
"""The value after a key: a colon in it is text, escaped or not (`@url:https://a`)."""

_SIGNS = {"&&": "AND", "||": "OR"}


class Term(Struct, frozen=True):
    """One condition. key is `@facet`, the name of a tag, or "" for the text itself.

    shape is word (with wildcards), phrase, range or cidr.
    """

    key: str
    text: str
    shape: str = "word"


class QueryGroup(Struct, frozen=True):
    """Conditions joined by an operator: and, or, not."""

    operator: str
    parts: tuple[Node, ...]


Node = Term | QueryGroup


def parse_log_search(text: str) -> Node:
    """The tree of a query. Raises PipelineRefused with a reason that names the invalid part."""
    if len(text) > MAX_QUERY:
        raise PipelineRefused(N_("the query is longer than {limit} characters"), limit=MAX_QUERY)
    parser = _Parser(_tokens(text))
    node = parser.either("")
    if parser.kind:
        raise PipelineRefused(N_("a closing bracket was never opened"))
    return node


def terms(node: Node) -> Iterator[Term]:
    """Every term of a tree, including negated ones."""
    if isinstance(node, Term):
        yield node
    else:
        for part in node.parts:
            yield from terms(part)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = list[tuple[str, str]](), 0
    text = text.rstrip()
    while at < len(text):
        match = _SEARCH_TOKEN.match(text, at)
        if match and match.lastgroup == "key" and tokens and tokens[-1][0] == "key":
            match = _SEARCH_WORD.match(text, at)
        if match is None:
            raise PipelineRefused(N_("it has a syntax error at “{part}”"), part=text[at : at + 20].strip())
        kind = match.lastgroup or ""
        tokens.append(("word", _SIGNS[match[kind]]) if kind == "sign" else (kind, match[kind]))
        at = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    @property
    def kind(self) -> str:
        """The kind of the next token; "" at the end."""
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def either(self, key: str) -> Node:
        parts = [self._every(key)]
        while self._is_word("OR"):
            self._at += 1
            parts.append(self._every(key))
        return parts[0] if len(parts) == 1 else QueryGroup("or", tuple(parts))

    def _every(self, key: str) -> Node:
        parts = [self._parse_negated(key)]
        while self.kind not in ("", "close") and not self._is_word("OR"):
            if self._is_word("AND"):
                self._at += 1
            parts.append(self._parse_negated(key))
        return parts[0] if len(parts) == 1 else QueryGroup("and", tuple(parts))

    def _parse_negated(self, key: str) -> Node:
        negations = 0
        while self.kind == "minus" or self._is_word("NOT"):
            self._at += 1
            negations += 1
        node = self._parse_value(key)
        return QueryGroup("not", (node,)) if negations % 2 else node

    def _parse_value(self, key: str) -> Node:
        if not self.kind:
            raise PipelineRefused(N_("a value is missing at the end"))
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "key" and not key:
            return self._parse_value(re.sub(r"\\(.)", r"\1", text))
        if kind == "open":
            return self._parse_group(key)
        if kind == "minus" and key and self.kind == "word":
            return Term(key, f"-{self._take()}")
        if kind == "key" and not text.startswith("@") and self.kind == "word":  # `tags:(env:prod OR env:dev)`
            return Term(key, f"{text}:{self._take()}")
        if kind in ("close", "key", "minus"):
            raise PipelineRefused(N_("a value is missing before “{part}”"), part=text)
        if kind == "cidr":
            return _cidr(text)
        return _term(key, text, kind)

    def _parse_group(self, key: str) -> Node:
        self._depth += 1
        if self._depth > MAX_PIPELINE_LEVELS:
            raise PipelineRefused(N_("brackets are nested more than {limit} levels deep"), limit=MAX_PIPELINE_LEVELS)
        node = self.either(key)
        if self.kind != "close":
            raise PipelineRefused(N_("an opening bracket is never closed"))
        self._at, self._depth = self._at + 1, self._depth - 1
        return node

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _is_word(self, word: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == ("word", word)


def _term(key: str, text: str, kind: str) -> Node:
    """The term; `_exists_:@a` and `_missing_:@a` test whether an attribute exists, without an @ a tag."""
    if key and kind == "word" and text[0] in "[{":
        raise PipelineRefused(N_("the range {part} is not valid"), part=text)
    if key not in ("_exists_", "_missing_"):
        return Term(key, text, kind)
    term = Term(text, "*")
    return term if key == "_exists_" else QueryGroup("not", (term,))


def _cidr(text: str) -> Node:
    key, *ranges = (part.strip() for part in text[5:-1].split(","))
    terms = tuple(Term(key, one, "cidr") for one in ranges)
    if not terms:
        raise PipelineRefused(N_("CIDR needs an attribute and a range of IP addresses"))
    return terms[0] if len(terms) == 1 else QueryGroup("or", terms)
