"""Patterns that run in linear time whatever they contain: RE2, with its work counted."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tilekit.core.messages import N_
from tilekit.pipeline.limits import MAX_PATTERN, MAX_PROGRAM_BYTES, WorkMeter
from tilekit.pipeline.notes import PipelineRefused


class Re2Pattern:
    """A compiled pattern over UTF-8. steps is the size of its automaton, count the number of its groups."""

    def __init__(self, text: str, *, takes_longest: bool = False) -> None:
        """takes_longest is for `longest_start`. Raises PipelineRefused if RE2 cannot compile it or its automaton is too
        large.
        """
        import re2  # slow import

        if len(text) > MAX_PATTERN:
            raise PipelineRefused(
                N_("it is longer than {limit} characters once it is expanded"), limit=MAX_PATTERN, is_unsafe=True
            )
        options = re2.Options()
        options.max_mem, options.log_errors = MAX_PROGRAM_BYTES, False
        options.longest_match = takes_longest
        options.dot_nl = True  # a dot also matches line breaks, as in `data`, which is .* on the platform
        try:
            self._regexp: Any = re2.compile(text.encode(), options)
        except (re2.error, UnicodeEncodeError) as error:
            raise _refusal(str(error)) from error
        self.steps: int = self._regexp.programsize
        self.count: int = self._regexp.groups

    def groups(self, data: bytes, meter: WorkMeter) -> tuple[bytes | None, ...] | None:
        """The groups of a match of the whole text (None for an unused group); None if it doesn't match."""
        meter.spend(self.steps * (len(data) + 1))
        match = self._regexp.fullmatch(data)
        return match.groups() if match else None

    def longest_start(self, data: bytes, meter: WorkMeter) -> int | None:
        """The length of the longest start of the text that matches; None if no start does."""
        meter.spend(self.steps * (len(data) + 1))
        match = self._regexp.match(data)
        return match.end() if match else None

    def search(self, data: bytes, at: int) -> tuple[tuple[bytes, ...], int] | None:
        """Groups and end of the next match; None if there is none. The caller must have counted the work."""
        match = self._regexp.search(data, at)
        return (match.groups(b""), match.end()) if match else None

    def fits(self, text: str) -> bool:
        """Whether the whole text matches. The caller must have counted `steps` for each character."""
        return self._regexp.fullmatch(_bytes(text)) is not None

    def is_in(self, text: str, meter: WorkMeter) -> bool:
        """Whether the whole text matches. Counts the work."""
        return self.groups(_bytes(text), meter) is not None


@lru_cache(maxsize=512)
def compiled_pattern(text: str) -> Re2Pattern:
    """The compiled pattern, cached. Raises PipelineRefused if RE2 cannot compile it or its automaton is too large."""
    return Re2Pattern(text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _refusal(error: str) -> PipelineRefused:
    """The error of RE2 in words for a partner."""
    for part, reason, is_unsafe in (
        ("too large", N_("it is too large to run safely"), True),
        ("repetition size", N_("it repeats a part more than 1,000 times"), False),
        ("bad repetition operator", N_("a quantifier has nothing to repeat"), False),
        ("no argument for repetition", N_("a quantifier has nothing to repeat"), False),
        ("missing )", N_("an opening parenthesis is never closed"), False),
        ("unexpected )", N_("a closing parenthesis was never opened"), False),
        ("missing ]", N_("a character class is never closed"), False),
        ("invalid escape", N_("a backslash is followed by a character that it cannot escape"), False),
        ("invalid character class range", N_("a range in a character class is in the wrong order"), False),
    ):
        if part in error:
            return PipelineRefused(reason, is_unsafe=is_unsafe)
    return PipelineRefused(N_("the pattern has a syntax error"))
