"""Compiled grok rules: each has a pattern and fields for its matches. The first rule that matches is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import CONTAINERS, MISSING, Missing, Path, put, split_path, without_empty_values
from tilekit.pipeline.grok.filters import GrokFilter, filter_of
from tilekit.pipeline.grok.matchers import ReadText, pattern_of
from tilekit.pipeline.grok.re2_syntax import CAPTURE, to_re2
from tilekit.pipeline.grok.rule_syntax import GrokToken, ParsedGrokRule, read_rules
from tilekit.pipeline.limits import MAX_EXPANSIONS, MAX_PATTERN, MAX_PATTERNS
from tilekit.pipeline.log import Log
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.re2_patterns import Re2Pattern

Extract = Callable[[str], "Json | Missing"]
_EMPTY_VALUES: tuple[Json, ...] = ("", {})


class GrokField(NamedTuple):
    """The use of a group's text: the attribute to set, the conversion, and the cost of each character.

    An empty path is the root.
    """

    path: Path
    read: Extract | None
    steps: int


class GrokRule(Struct, frozen=True):
    """A rule that runs, and the text of it. repeated_paths are the paths that several of its fields have.

    approximated describes how it differs from the partner's text.
    """

    name: str
    line: int
    pattern: Re2Pattern
    fields: tuple[GrokField, ...]
    repeated_paths: frozenset[Path]
    approximated: tuple[str, ...]
    has_nested_repeats: bool
    source: ParsedGrokRule


class BrokenRule(Struct, frozen=True):
    """A rule that cannot run, with the reason."""

    name: str
    line: int
    problem: PipelineRefused


class GrokParser(Struct):
    """The rules of a parser in order, and the rules that can't run. support contains the rules that others refer to."""

    rules: tuple[GrokRule, ...] = ()
    broken: tuple[BrokenRule, ...] = ()
    support: dict[str, ParsedGrokRule] = field(default_factory=dict)

    def apply(self, log: Log, text: str, pointer: str = "") -> bool:
        """Match the text and set the extracted values; False if no rule matches."""
        data = text.encode("utf-8", "surrogatepass")
        for rule in self.rules:
            groups = rule.pattern.groups(data, log.work)
            if groups is not None:
                log.reached.add((pointer, rule.name))
                _extract(rule, groups, log)
                return True
        return False


def _extract(rule: GrokRule, groups: tuple[bytes | None, ...], log: Log) -> None:
    attributes, repeated_paths, written = log.attributes, rule.repeated_paths, set[Path]()
    for (path, read, steps), group in zip(rule.fields, groups, strict=True):
        if not group:
            continue
        text = group.decode("utf-8", "surrogatepass")
        value: Json = text
        if read is not None:
            log.work.spend(len(text) * steps)
            result = read(text)
            if isinstance(result, CONTAINERS):
                result = without_empty_values(result)
            if result is MISSING or result is None or result in _EMPTY_VALUES:
                continue
            value = result
        if repeated_paths and path in written:
            _append(log, path, value)
        elif not path:
            _merge(log, value, ())
        elif isinstance(value, CONTAINERS):
            log.put(path, value)
        else:
            put(attributes, path, value)
        if repeated_paths and path in repeated_paths:
            written.add(path)


def _merge(log: Log, value: Json, place: Path) -> None:
    """Merge an object into the value at the path. Other keys of the objects in it stay."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        path = (*place, key)
        if isinstance(inner, dict) and isinstance(log.get(path), dict):
            _merge(log, inner, path)
        else:
            log.put(path, inner)


def _append(log: Log, path: Path, value: Json) -> None:
    """Set an attribute. If the rule has already found a value for it, the values become a list."""
    current = log.get(path)
    if not isinstance(current, Missing):
        log.put(path, [*(current if isinstance(current, list) else [current]), value])


class PatternBudget(Struct):
    """The maximum number of characters in the expanded patterns of one pipeline."""

    left: int = MAX_PATTERNS


def compile_grok(match_rules: str, support_rules: str, budget: PatternBudget | None = None) -> GrokParser:
    """The parser of two texts of rules. Rules that can't run are in `broken`."""
    budget = budget or PatternBudget()
    support = {rule.name: rule for rule in read_rules(support_rules)}
    rules, broken = list[GrokRule](), list[BrokenRule]()
    for rule in read_rules("\n".join(map(_without_blanks_at_end, match_rules.split("\n")))):
        try:
            rules.append(_compile(rule, support, budget))
        except PipelineRefused as problem:
            broken.append(BrokenRule(rule.name, rule.line, problem))
        support[rule.name] = rule
    return GrokParser(tuple(rules), tuple(broken), support)


def _without_blanks_at_end(rule: str) -> str:
    """The rule without blanks at its end, because texts have none there. Escaped blanks stay."""
    trimmed = rule.rstrip()
    return rule if trimmed.endswith("\\") else trimmed


def _compile(rule: ParsedGrokRule, support: dict[str, ParsedGrokRule], budget: PatternBudget) -> GrokRule:
    expander = RuleExpander(support, budget)
    expression = to_re2(expander.text(rule, ()))
    pattern = Re2Pattern(expression.text)
    if pattern.count != len(expression.groups) or expression.groups.count("") != len(expander.fields):
        raise PipelineRefused(N_("a matcher that extracts a value cannot be inside literal text"))
    value_fields = iter(expander.fields)
    fields = tuple(GrokField((name,), None, 1) if name else next(value_fields) for name in expression.groups)
    counts = Counter(field.path for field in fields if field.path)
    return GrokRule(
        name=rule.name,
        line=rule.line,
        pattern=pattern,
        fields=fields,
        repeated_paths=frozenset(path for path, count in counts.items() if count > 1),
        approximated=expression.approximated,
        has_nested_repeats=expression.has_nested_repeats,
        source=rule,
    )


class RuleExpander(Struct):
    """Expands a rule: other rules are replaced by their text, matchers by their patterns."""

    support: dict[str, ParsedGrokRule]
    budget: PatternBudget
    fields: list[GrokField] = field(default_factory=list)
    _size: int = 0

    def text(self, rule: ParsedGrokRule, parents: tuple[str, ...]) -> str:
        if rule.problem:
            raise rule.problem
        if rule.name in parents or len(parents) >= MAX_EXPANSIONS:
            raise PipelineRefused(
                N_("{name} refers to itself, or too many rules refer to each other"), name=rule.name, is_unsafe=True
            )
        inside = (*parents, rule.name)
        return "".join(self.part(part, inside) for part in rule.parts)

    def part(self, part: str | GrokToken, inside: tuple[str, ...]) -> str:
        """The pattern of a part of a rule. inside contains the names of the rules around it."""
        if isinstance(part, str):
            return self._count_text(part.replace(CAPTURE, ""))
        referred = self.support.get(part.matcher.name)
        if referred is not None and not part.matcher.arguments:
            opening = self._opening(part, None)
            return f"{opening}{self.text(referred, inside)})"
        pattern, reader = pattern_of(part.matcher)
        pattern = self._count_text(pattern.replace(CAPTURE, ""))
        return f"{self._opening(part, reader)}{pattern})"

    def _opening(self, token: GrokToken, reader: ReadText | None) -> str:
        """The opening bracket for the text of a token. Records where the text is stored, if anywhere."""
        if token.extract is None:
            return "(?:"
        post = filter_of(token.filter) if token.filter else None
        is_null_test = token.filter is not None and token.filter.name == "nullIf"
        read = _chain(reader, post, is_null_test=is_null_test) if post else reader
        self.fields.append(
            GrokField(split_path(token.extract) if token.extract else (), read, post.steps if post else 1)
        )
        return f"{CAPTURE}("

    def _count_text(self, text: str) -> str:
        self._size += len(text)
        self.budget.left -= len(text) + 1
        if self.budget.left < 0:
            raise PipelineRefused(N_("the rules of this pipeline are too long once they are expanded"), is_unsafe=True)
        if self._size > MAX_PATTERN:
            raise PipelineRefused(
                N_("it is longer than {limit} characters once it is expanded"), limit=MAX_PATTERN, is_unsafe=True
            )
        return text


def _chain(reader: ReadText | None, post: GrokFilter, *, is_null_test: bool) -> Extract:
    """A matcher's conversion, then a filter; nullIf tests the text before the conversion."""

    def read(text: str) -> Json | Missing:
        if is_null_test and post.read(text) is MISSING:
            return MISSING
        value = reader(text) if reader else text
        if is_null_test:
            return value
        return MISSING if isinstance(value, Missing) else post.read(value)

    return read
