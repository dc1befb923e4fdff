"""Finds the attributes whose values stand for a status, which the status remapper can't read itself."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.parse.json_values import value_at
from tilekit.pipeline.report import SampleResult


class StatusCategory(Struct, frozen=True, kw_only=True):
    """An attribute with the value of a search for each status, and the attribute for the status."""

    path: str
    target: str
    statuses: tuple[tuple[str, str], ...]


_LEVEL_LETTERS = StatusCategory(
    path="level", target="level_category",
    statuses=(("emergency", "F"), ("error", "E"), ("warning", "W"), ("info", "I"), ("debug", "D")),
)  # fmt: skip
_LEVEL_NUMBERS = StatusCategory(
    path="level", target="level_category",
    statuses=(
        ("critical", "[60 TO 69]"), ("error", "[50 TO 59]"), ("warning", "[40 TO 49]"), ("info", "[30 TO 39]"),
        ("debug", "[10 TO 29]"),
    ),
)  # fmt: skip
_HTTP = StatusCategory(
    path="http.status_code", target="http.status_category",
    statuses=(("error", "[500 TO 599]"), ("warning", "[400 TO 499]"), ("info", "[100 TO 399]")),
)  # fmt: skip
_CEF = StatusCategory(
    path="cef.severity", target="cef.severity_category",
    statuses=(("critical", "[9 TO 10]"), ("error", "[7 TO 8]"), ("warning", "[4 TO 6]"), ("info", "[0 TO 3]")),
)  # fmt: skip
_SMALLEST_NUMBER = 10  # smaller numbers are those of syslog, which the remapper reads


def status_categories(
    results: Sequence[SampleResult], sources: Collection[str], targets: Mapping[str, str]
) -> list[StatusCategory]:
    """The categories for levels that are letters or numbers, and for other numbers of logs without a level.

    sources are the attributes that the status remapper reads, targets the new names of attributes.
    """
    levels = [_value(result, "level") for result in results]
    of_level = [
        category for category in (_LEVEL_LETTERS, _LEVEL_NUMBERS) if any(_is_of(category, level) for level in levels)
    ]
    level_paths = ("level", *sources) if of_level else sources
    others = [result for result in results if all(_value(result, path) is None for path in level_paths)]
    return [*of_level, *(category for category in (_HTTP, _CEF) if any(_has(one, category, targets) for one in others))]


def _value(result: SampleResult, path: str) -> Json:
    return value_at(result.result, f"/custom/{path.replace('.', '/')}")


def _has(result: SampleResult, category: StatusCategory, targets: Mapping[str, str]) -> bool:
    names = [category.path, *(path for path, target in targets.items() if target == category.path)]
    return any(_value(result, name) is not None for name in names)


def _is_of(category: StatusCategory, level: Json) -> bool:
    if category is _LEVEL_LETTERS:
        return level in {value for _, value in _LEVEL_LETTERS.statuses}
    return isinstance(level, int) and not isinstance(level, bool) and level >= _SMALLEST_NUMBER
