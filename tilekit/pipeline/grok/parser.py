"""Grok rules compiled: each a pattern, and what to do with what it found. The first rule that matches wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.faults import Refused
from tilekit.pipeline.grok.filters import Filter, filter_of
from tilekit.pipeline.grok.matchers import Reading, pattern_of
from tilekit.pipeline.grok.rules import Rule, Token, read_rules
from tilekit.pipeline.grok.translate import CAPTURE, translated
from tilekit.pipeline.limits import MAX_EXPANSIONS, MAX_PATTERN, MAX_PATTERNS
from tilekit.pipeline.log import Log
from tilekit.pipeline.paths import CONTAINERS, MISSING, Missing, Path, put, split, tidied
from tilekit.pipeline.patterns import Pattern

Extract = Callable[[str], "Json | Missing"]
_EMPTY: tuple[Json, ...] = ("", {})


class Field(NamedTuple):
    """Where the text of a group goes (an empty path is the root), how it is read, what each character costs."""

    path: Path
    read: Extract | None
    steps: int


class GrokRule(Struct, frozen=True):
    """A rule that runs. twice are the paths that two of its fields name.

    approximated says in which way it is wider than the partner's text.
    """

    name: str
    line: int
    pattern: Pattern
    fields: tuple[Field, ...]
    twice: frozenset[Path]
    approximated: tuple[str, ...]
    has_nested_repeats: bool


class BrokenRule(Struct, frozen=True):
    """A rule that cannot run, with the reason."""

    name: str
    line: int
    problem: Refused


class Grok(Struct):
    """The rules of a parser in order, and those left out."""

    rules: tuple[GrokRule, ...] = ()
    broken: tuple[BrokenRule, ...] = ()

    def apply(self, log: Log, text: str, pointer: str = "") -> bool:
        """Match the text and set what is extracted; False where no rule matches."""
        data = text.encode("utf-8", "surrogatepass")
        for rule in self.rules:
            groups = rule.pattern.groups(data, log.work)
            if groups is not None:
                log.reached.add((pointer, rule.name))
                _extract(rule, groups, log)
                return True
        return False


def _extract(rule: GrokRule, groups: tuple[bytes | None, ...], log: Log) -> None:
    attributes, twice, made = log.attributes, rule.twice, set[Path]()
    for (path, read, steps), group in zip(rule.fields, groups, strict=True):
        if not group:
            continue
        text = group.decode("utf-8", "surrogatepass")
        value: Json = text
        if read is not None:
            log.work.spend(len(text) * steps)
            found = read(text)
            if isinstance(found, CONTAINERS):
                found = tidied(found)
            if found is MISSING or found is None or found in _EMPTY:
                continue
            value = found
        if twice and path in made:
            _append(log, path, value)
        elif not path:
            _merge(log, value, ())
        elif isinstance(value, CONTAINERS):
            log.put(path, value)
        else:
            put(attributes, path, value)
        if twice and path in twice:
            made.add(path)


def _merge(log: Log, value: Json, place: Path) -> None:
    """Merge an object into the value there: other keys of the objects that it contains stay."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        path = (*place, key)
        if isinstance(inner, dict) and isinstance(log.get(path), dict):
            _merge(log, inner, path)
        else:
            log.put(path, inner)


def _append(log: Log, path: Path, value: Json) -> None:
    """A rule may find two values for one attribute: they become a list."""
    held = log.get(path)
    if not isinstance(held, Missing):
        log.put(path, [*(held if isinstance(held, list) else [held]), value])


class Budget(Struct):
    """How many characters of written-out patterns one pipeline may have."""

    left: int = MAX_PATTERNS


def compile_grok(match_rules: str, support_rules: str, budget: Budget | None = None) -> Grok:
    """The parser of two texts of rules; what cannot run is in `broken`."""
    budget = budget or Budget()
    known = {rule.name: rule for rule in read_rules(support_rules)}
    rules, broken = list[GrokRule](), list[BrokenRule]()
    for rule in read_rules(match_rules):
        try:
            rules.append(_compiled(rule, known, budget))
        except Refused as problem:
            broken.append(BrokenRule(rule.name, rule.line, problem))
        known[rule.name] = rule
    return Grok(tuple(rules), tuple(broken))


def _compiled(rule: Rule, known: dict[str, Rule], budget: Budget) -> GrokRule:
    expander = _Expander(known, budget)
    made = translated(expander.text(rule, ()))
    pattern = Pattern(made.text)
    if pattern.count != len(made.groups) or made.groups.count("") != len(expander.fields):
        raise Refused(N_("a matcher that extracts a value cannot be inside literal text"))
    asked = iter(expander.fields)
    fields = tuple(Field((name,), None, 1) if name else next(asked) for name in made.groups)
    counts = Counter(field.path for field in fields if field.path)
    return GrokRule(
        name=rule.name,
        line=rule.line,
        pattern=pattern,
        fields=fields,
        twice=frozenset(path for path, count in counts.items() if count > 1),
        approximated=made.approximated,
        has_nested_repeats=made.has_nested_repeats,
    )


class _Expander(Struct):
    """Writes a rule out: other rules by their text, matchers by their patterns."""

    known: dict[str, Rule]
    budget: Budget
    fields: list[Field] = field(default_factory=list)
    _size: int = 0

    def text(self, rule: Rule, parents: tuple[str, ...]) -> str:
        if rule.problem:
            raise rule.problem
        if rule.name in parents or len(parents) >= MAX_EXPANSIONS:
            raise Refused(
                N_("{name} refers to itself, or too many rules refer to each other"), name=rule.name, is_unsafe=True
            )
        inside = (*parents, rule.name)
        return "".join(self._part(part, inside) for part in rule.parts)

    def _part(self, part: str | Token, inside: tuple[str, ...]) -> str:
        if isinstance(part, str):
            return self._counted(part.replace(CAPTURE, ""))
        referred = self.known.get(part.matcher.name)
        if referred is not None and not part.matcher.arguments:
            opening = self._opening(part, None)
            return f"{opening}{self.text(referred, inside)})"
        pattern, reading = pattern_of(part.matcher)
        pattern = self._counted(pattern.replace(CAPTURE, ""))
        return f"{self._opening(part, reading)}{pattern})"

    def _opening(self, token: Token, reading: Reading | None) -> str:
        """The bracket around the text of a token; notes where the text goes, if it goes anywhere."""
        if token.extract is None:
            return "(?:"
        post = filter_of(token.filter) if token.filter else None
        read = _chained(reading, post) if post else reading
        self.fields.append(Field(split(token.extract) if token.extract else (), read, post.steps if post else 1))
        return f"{CAPTURE}("

    def _counted(self, text: str) -> str:
        self._size += len(text)
        self.budget.left -= len(text) + 1
        if self.budget.left < 0:
            raise Refused(N_("the rules of this pipeline are too long once they are expanded"), is_unsafe=True)
        if self._size > MAX_PATTERN:
            raise Refused(
                N_("it is longer than {limit} characters once it is expanded"), limit=MAX_PATTERN, is_unsafe=True
            )
        return text


def _chained(reading: Reading | None, post: Filter) -> Extract:
    def read(text: str) -> Json | Missing:
        value = reading(text) if reading else text
        return MISSING if isinstance(value, Missing) else post.read(value)

    return read
