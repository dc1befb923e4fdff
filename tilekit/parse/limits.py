"""The limits of a file, counted in its bytes before it is parsed.

Each limit is at least ten times the size in the largest live listing, unless that would take more than a second; then
it is what takes one second.
"""

from collections.abc import Callable

from msgspec import Struct

from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable

MAX_BYTES = 5_000_000
MAX_VALUES = 50_000
MAX_ENTRIES = 2_000
"""Of one object, mapping or list."""
MAX_CELLS = 200
"""Of one row of a table."""
TEXT_SUFFIXES = (".json", ".yaml", ".yml", ".md", ".csv", ".svg", ".txt", ".toml", ".py", ".cfg", ".ini")
"""Of the files that checks read as text."""
_BYTES = N_("it is larger than {limit} bytes")
_MEGABYTES = N_("it is larger than {limit} MB")
VALUES = N_("it has more than {limit} values")
ENTRIES = N_("an object or a list in it has more than {limit} entries")
CELLS = N_("a row in it has more than {limit} cells")
_LINES = N_("it has more than {limit} lines")
_COMMAS = N_("it has more than {limit} commas")
_BRACKETS = N_("it has more than {limit} opening brackets")
_LENGTH = N_("a line in it is longer than {limit} bytes")
_MARKS = N_("it has more than {limit} markup characters")


class FileTooLarge(Unparsable):
    """The file exceeds a limit and was not read. reason contains the limit."""

    def __init__(self, reason: str, limit: int, position: Position | None = None) -> None:
        super().__init__(Message(reason, {"limit": limit}), position or Position(1, 1))


class Limit(Struct, frozen=True):
    """The maximum number of something in a file; reason is the message for a file with more."""

    most: int
    count: Callable[[bytes], int]
    reason: str


class FileLimits(Struct, frozen=True, kw_only=True):
    """The limits of one kind of file."""

    size_bytes: int = MAX_BYTES
    counts: tuple[Limit, ...] = ()

    def fault(self, data: bytes) -> FileTooLarge | None:
        """The limit that the file exceeds; None if it can be read."""
        if len(data) > self.size_bytes:
            is_round = self.size_bytes % 1_000_000 == 0
            return (
                FileTooLarge(_MEGABYTES, self.size_bytes // 1_000_000)
                if is_round
                else FileTooLarge(_BYTES, self.size_bytes)
            )
        beyond = (limit for limit in self.counts if limit.count(data) > limit.most)
        return next((FileTooLarge(limit.reason, limit.most) for limit in beyond), None)


def _lines(data: bytes) -> int:
    return max(data.count(b"\n"), data.count(b"\r")) + 1


def _longest_line(data: bytes) -> int:
    return max(map(len, data.split(b"\n")))


def _signs(signs: bytes) -> Callable[[bytes], int]:
    """Counts these characters in a file."""
    return lambda data: sum(data.count(sign) for sign in signs)


TEXT = FileLimits(counts=(Limit(100_000, _lines, _LINES),))
TABLE = FileLimits(
    counts=(
        Limit(20_000, _lines, _LINES),
        Limit(250_000, _signs(b","), _COMMAS),
        Limit(50_000, _longest_line, _LENGTH),
    )
)
MARKDOWN = FileLimits(
    size_bytes=300_000,
    counts=(
        Limit(6_000, _lines, _LINES),
        Limit(1_500, _signs(b"["), _BRACKETS),
        Limit(12_000, _signs(b"[*_<`!|>"), _MARKS),
    ),
)
_BY_SUFFIX = {".md": MARKDOWN, ".csv": TABLE}


_WEIGHED = {".json": _signs(b",[{"), ".yaml": _signs(b"\n\r,"), ".yml": _signs(b"\n\r,"), ".svg": _signs(b"<}")}


def weight_of(path: str, data: bytes) -> int:
    """The approximate number of values, lines or elements in the file that checks read; 0 for a file
    that is not read.
    """
    suffix = suffix_of(path)
    if suffix not in TEXT_SUFFIXES or len(data) > MAX_BYTES:
        return 0
    return _WEIGHED.get(suffix, _lines)(data)


def suffix_of(path: str) -> str:
    """The extension with its dot, in lower case; "" if there is none."""
    return path[path.rfind(".") :].lower() if "." in path else ""


def limits_of(path: str) -> FileLimits:
    """The limits of a file by its extension. Values in JSON and YAML are counted by their parsers."""
    return _BY_SUFFIX.get(suffix_of(path), TEXT)


def require_readable(data: bytes, limits: FileLimits) -> None:
    """Raises TooLarge if the file exceeds its limits."""
    fault = limits.fault(data)
    if fault:
        raise fault


def is_readable(data: bytes, limits: FileLimits) -> bool:
    """Whether the file is within its limits."""
    return limits.fault(data) is None
