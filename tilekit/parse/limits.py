"""The limits of a file, counted in its bytes before it is parsed.

Each limit is at least ten times the size in the largest live listing. If checking that much would take more than a
second, the limit is the amount that takes one second.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable

MAX_PARSED_BYTES = 5_000_000
MAX_VALUES = 50_000
MAX_ENTRIES = 2_000
"""The most entries of an object, mapping or list."""
MAX_CELLS = 200
"""The most cells of a row in a table."""
TEXT_SUFFIXES = (".json", ".yaml", ".yml", ".md", ".csv", ".svg", ".txt", ".toml", ".py", ".cfg", ".ini")
"""The extensions of files that checks read as text."""


class LimitKind(StrEnum):
    """The limit that a file exceeds.

    The value is part of the fingerprint of MD-007, so it must not change, or waivers and baselines would no longer
    match. The text that people read may be reworded.
    """

    BYTES = "it is larger than {limit} bytes"
    MEGABYTES = "it is larger than {limit} MB"
    VALUES = "it has more than {limit} values"
    ENTRIES = "an object or a list in it has more than {limit} entries"
    CELLS = "a row in it has more than {limit} cells"
    LINES = "it has more than {limit} lines"
    COMMAS = "it has more than {limit} commas"
    BRACKETS = "it has more than {limit} opening brackets"
    LENGTH = "a line in it is longer than {limit} bytes"
    MARKUP = "it has more than {limit} markup characters"


_TEXT_BY_KIND: Mapping[LimitKind, str] = {
    LimitKind.BYTES: N_("it is larger than {limit} bytes"),
    LimitKind.MEGABYTES: N_("it is larger than {limit} MB"),
    LimitKind.VALUES: N_("it has more than {limit} values"),
    LimitKind.ENTRIES: N_("an object or a list in it has more than {limit} entries"),
    LimitKind.CELLS: N_("a row in it has more than {limit} cells"),
    LimitKind.LINES: N_("it has more than {limit} lines"),
    LimitKind.COMMAS: N_("it has more than {limit} commas"),
    LimitKind.BRACKETS: N_("it has more than {limit} opening brackets"),
    LimitKind.LENGTH: N_("a line in it is longer than {limit} bytes"),
    LimitKind.MARKUP: N_("it has more than {limit} markup characters"),
}


class FileTooLarge(Unparsable):
    """The file exceeds a limit and was not read. reason contains the limit."""

    def __init__(self, kind: LimitKind, limit: int, position: Position | None = None) -> None:
        super().__init__(Message(_TEXT_BY_KIND[kind], {"limit": limit}), position or Position(1, 1), code=kind.value)


class Limit(Struct, frozen=True):
    """The maximum number of something in a file."""

    most: int
    count: Callable[[bytes], int]
    kind: LimitKind


class FileLimits(Struct, frozen=True, kw_only=True):
    """The limits of one kind of file."""

    size_bytes: int = MAX_PARSED_BYTES
    counts: tuple[Limit, ...] = ()

    def fault(self, data: bytes) -> FileTooLarge | None:
        """The error for the limit that the file exceeds; None if the file can be read."""
        if len(data) > self.size_bytes:
            is_round = self.size_bytes % 1_000_000 == 0
            return (
                FileTooLarge(LimitKind.MEGABYTES, self.size_bytes // 1_000_000)
                if is_round
                else FileTooLarge(LimitKind.BYTES, self.size_bytes)
            )
        # Nothing in a file is more than its bytes and one, so most files need no count.
        beyond = (limit for limit in self.counts if len(data) >= limit.most and limit.count(data) > limit.most)
        return next((FileTooLarge(limit.kind, limit.most) for limit in beyond), None)


def _line_count(data: bytes) -> int:
    return max(data.count(b"\n"), data.count(b"\r")) + 1


def _longest_line(data: bytes) -> int:
    return max(map(len, data.split(b"\n")))


def _counter_of(characters: bytes) -> Callable[[bytes], int]:
    """A function that counts these characters in a file."""
    return lambda data: len(data) - len(data.translate(None, characters))


TEXT_LIMITS = FileLimits(counts=(Limit(100_000, _line_count, LimitKind.LINES),))
CSV_LIMITS = FileLimits(
    counts=(
        Limit(20_000, _line_count, LimitKind.LINES),
        Limit(250_000, _counter_of(b","), LimitKind.COMMAS),
        Limit(50_000, _longest_line, LimitKind.LENGTH),
    )
)
MARKDOWN_LIMITS = FileLimits(
    size_bytes=300_000,
    counts=(
        Limit(6_000, _line_count, LimitKind.LINES),
        Limit(1_500, _counter_of(b"["), LimitKind.BRACKETS),
        Limit(12_000, _counter_of(b"[*_<`!|>"), LimitKind.MARKUP),
    ),
)
_BY_SUFFIX = {".md": MARKDOWN_LIMITS, ".csv": CSV_LIMITS}


_WEIGHED = {
    ".json": _counter_of(b",[{"),
    ".yaml": _counter_of(b"\n\r,"),
    ".yml": _counter_of(b"\n\r,"),
    ".svg": _counter_of(b"<}"),
}


def weight_of(path: str, data: bytes) -> int:
    """The approximate number of values, lines or elements in the file that checks read; 0 for a file
    that is not read.
    """
    suffix = suffix_of(path)
    if suffix not in TEXT_SUFFIXES or len(data) > MAX_PARSED_BYTES:
        return 0
    return _WEIGHED.get(suffix, _line_count)(data)


def suffix_of(path: str) -> str:
    """The extension with its dot, in lower case; "" if there is none."""
    return path[path.rfind(".") :].lower() if "." in path else ""


def limits_of(path: str) -> FileLimits:
    """The limits of a file by its extension. Values in JSON and YAML are counted by their parsers."""
    return _BY_SUFFIX.get(suffix_of(path), TEXT_LIMITS)


def require_readable(data: bytes, limits: FileLimits) -> None:
    """Raise FileTooLarge if the file exceeds its limits."""
    fault = limits.fault(data)
    if fault:
        raise fault


def is_within_limits(data: bytes, limits: FileLimits) -> bool:
    """Whether the file is within its limits."""
    return limits.fault(data) is None
