"""Queries as functions of a log: `predicate(parse_log_search("service:web"))(log)`."""

import re
from collections.abc import Callable

from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import Missing, leaves, split_path, values_of_items
from tilekit.pipeline.limits import TERM, WorkMeter
from tilekit.pipeline.log import Log
from tilekit.pipeline.query import Node, QueryGroup, Term, parse_log_search
from tilekit.pipeline.ranges import network_of, range_test
from tilekit.pipeline.re2_patterns import Re2Pattern, compiled_pattern

Predicate = Callable[[Log], bool]
Test = Callable[[str, WorkMeter], bool]
RESERVED_ATTRIBUTES = ("service", "status", "trace_id", "span_id")
_ESCAPED, _WORD_CHARACTER = re.compile(r"\\(.)", re.DOTALL), re.compile(r"[\w?]", re.ASCII)


def matcher(query: str) -> Predicate:
    """The predicate of a query's text; an empty query matches every log. Raises PipelineRefused."""
    return predicate(parse_log_search(query if query.strip() else "*"))


def predicate(node: Node) -> Predicate:
    """The predicate of a query's tree; raises PipelineRefused for a term that cannot be compiled."""
    if isinstance(node, Term):
        return _term(node)
    chosen = _choice(node)
    if chosen:
        return chosen
    parts = [predicate(part) for part in node.parts]
    if node.operator == "not":
        (part,) = parts
        return lambda log: not part(log)
    if node.operator == "or":
        return lambda log: any(part(log) for part in parts)
    return lambda log: all(part(log) for part in parts)


def _choice(node: QueryGroup) -> Predicate | None:
    """The predicate of `@a:(b OR c OR d)` as a single lookup; None for any other group.

    Real pipelines have such groups with a hundred words.
    """
    key = node.parts[0].key if node.operator == "or" and isinstance(node.parts[0], Term) else ""
    words = [part.text for part in node.parts if isinstance(part, Term) and part.key == key and _is_plain(part)]
    if not key.startswith("@") or len(words) < len(node.parts):
        return None
    values = frozenset(_ESCAPED.sub(r"\1", word) for word in words)
    return _on_attribute(key[1:], lambda value, _: value in values)


def _is_plain(term: Term) -> bool:
    return term.shape == "word" and "*" not in term.text and "?" not in term.text


def _term(term: Term) -> Predicate:
    if term.shape == "word" and term.text == "*" and term.key in ("", "*"):
        return lambda _log: True
    if term.key in ("", "*"):
        return _in_text(term) if not term.key else _anywhere(term)
    if term.key.startswith("@"):
        return _on_attribute(term.key[1:], None if term == Term(term.key, "*") else _test(term))
    if term.key == "message" and term.shape in ("word", "phrase"):
        return predicate(Term("", term.text, term.shape))
    if term.key in ("host", "message"):
        return _on_attribute(term.key, _test(term))
    return _on_name(term)


def _on_name(term: Term) -> Predicate:
    """The predicate for a reserved value of a log or its tags, ignoring case. `tags` matches a
    whole tag: `tags:beta`. A tag without a value exists too.
    """
    name, test = term.key, _test(term)
    if name in RESERVED_ATTRIBUTES:
        return lambda log: name in log.official and test(_query_text(log.official[name]), log.work)
    if name == "source":
        return lambda log: test(log.source, log.work)
    is_range = term.shape in ("range", "cidr")
    prefix = "" if name == "tags" else f"{name.lower()}:"
    bare = {name.lower()} if term == Term(name, "*") else set()
    folded = test if is_range else _test(Term(name, term.text.lower(), term.shape))

    def holds(log: Log) -> bool:
        tags = [tag.lower() for tag in log.tags]
        return not bare.isdisjoint(tags) or any(
            folded(tag[len(prefix) :], log.work) for tag in tags if tag.startswith(prefix)
        )

    return holds


def _on_attribute(name: str, test: Test | None) -> Predicate:
    """The predicate for an attribute: a test of its value, of an item of its list, or of the attribute of objects in a
    list.

    Without a test, the attribute only has to exist.
    """
    path = split_path(name)

    def holds(log: Log) -> bool:
        log.work.spend(TERM)
        value = log.get(path)
        if isinstance(value, Missing) and len(path) > 1:
            value = values_of_items(log.attributes, path) or None
        if isinstance(value, Missing) or value is None:
            return False
        if test is None:
            return True
        values = value if isinstance(value, list) else [value]
        return any(test(_query_text(one), log.work) for one in values)

    return holds


def _in_text(term: Term) -> Predicate:
    """The predicate for a word or phrase in the message, in any case."""
    pattern = _word_pattern(term)
    return lambda log: pattern.is_in(log.message, log.work)


def _anywhere(term: Term) -> Predicate:
    pattern = _word_pattern(term)

    def holds(log: Log) -> bool:
        values = [_query_text(value) for _, value in leaves(log.attributes)]
        return any(pattern.is_in(value, log.work) for value in (*values, log.message))

    return holds


def _word_pattern(term: Term) -> Re2Pattern:
    """The pattern of a text with whole words: `up` and `up*` are not in `startup`, but `*up` is."""
    text = _ESCAPED.sub(r"\1", term.text) if term.shape == "phrase" else term.text
    inner = re.escape(text) if term.shape == "phrase" else _glob(text, many=r"\S*", one=r"\S")
    before = r"(?:^|.*[^\w])" if _WORD_CHARACTER.match(text[:1]) else ".*"
    after = r"(?:[^\w].*|$)" if _WORD_CHARACTER.match(text[-1:]) else ".*"
    return compiled_pattern(f"(?is){before}{inner}{after}")


def _test(term: Term) -> Test:
    """A function that tests a value for the term."""
    if term.shape == "phrase":
        expected = _ESCAPED.sub(r"\1", term.text)
        return lambda value, _: value == expected
    if term.shape in ("range", "cidr"):
        is_in = range_test(term.text) if term.shape == "range" else network_of(term.text)
        return lambda value, _: is_in(value)
    if not _is_plain(term):
        return compiled_pattern(f"(?s){_glob(term.text, many='.*', one='.')}").is_in
    plain = _ESCAPED.sub(r"\1", term.text)
    return lambda value, _: value == plain


def _glob(text: str, *, many: str, one: str) -> str:
    """A pattern in which * matches any characters and ? a single one; a backslash escapes both."""
    characters = re.findall(r"\\.|.", text, re.DOTALL)
    special = {"*": many, "?": one}
    return "".join(special.get(character) or re.escape(character[-1]) for character in characters)


def _query_text(value: Json) -> str:
    """The value in the form of a query."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value if isinstance(value, str) else str(value)
