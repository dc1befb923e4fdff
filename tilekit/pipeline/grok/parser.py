"""Compiled grok rules: each has a pattern and fields for its matches. The first rule that matches is used."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import CONTAINERS, MISSING, Missing, Path, put, without_empty_values
from tilekit.pipeline.grok.re2_syntax import to_re2
from tilekit.pipeline.grok.rule_expansion import GrokField, PatternBudget, RuleExpander
from tilekit.pipeline.grok.rule_syntax import ParsedGrokRule, read_rules
from tilekit.pipeline.log import Log
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.re2_patterns import Re2Pattern

_EMPTY_VALUES: tuple[Json, ...] = ("", {})


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
