"""Expands a grok rule to a pattern and the fields of its matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import MISSING, Missing, Path, split_path
from tilekit.pipeline.grok.filters import GrokFilter, filter_of
from tilekit.pipeline.grok.matchers import ReadText, pattern_of
from tilekit.pipeline.grok.re2_syntax import CAPTURE
from tilekit.pipeline.grok.rule_syntax import GrokToken, ParsedGrokRule
from tilekit.pipeline.limits import MAX_EXPANSIONS, MAX_PATTERN, MAX_PATTERNS
from tilekit.pipeline.notes import PipelineRefused

Extract = Callable[[str], "Json | Missing"]


class GrokField(NamedTuple):
    """The use of a group's text: the attribute to set, the conversion, and the cost of each character.

    An empty path is the root.
    """

    path: Path
    read: Extract | None
    steps: int


class PatternBudget(Struct):
    """The maximum number of characters in the expanded patterns of one pipeline."""

    left: int = MAX_PATTERNS


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
