"""Finds the attributes whose values stand for a status, which the status remapper can't read itself."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from tilekit.checks.logs.remapper_sources import named_for
from tilekit.core.fields import Json
from tilekit.parse.json_values import value_at
from tilekit.pipeline.report import SampleResult


class StatusCategory(Struct, frozen=True, kw_only=True):
    """An attribute with the value of a search for each status, and the attribute for the status.

    is_level is True if the attribute is for levels, and False for other numbers.
    """

    path: str
    target: str
    statuses: tuple[tuple[str, str], ...]
    is_level: bool = False


_LEVEL_LETTERS = StatusCategory(
    path="level", target="level_category", is_level=True,
    statuses=(("emergency", "F"), ("error", "E"), ("warning", "W"), ("info", "I"), ("debug", "D")),
)  # fmt: skip
_LEVEL_NUMBERS = StatusCategory(
    path="level", target="level_category", is_level=True,
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
# The words of java.util.logging, of .NET and of other languages for levels. The remapper would read the first letter:
# FEHLER and FINE as fatal, SEVERE as OK.
_LEVEL_WORDS = {
    "critical": "kritisch critique", "error": "fail severe fehler erreur エラー",
    "warning": "warnung avertissement attention 警告", "notice": "hinweis remarque 通知",
    "info": "config information informations 情報", "debug": "trce fine finer finest débogage デバッグ",
}  # fmt: skip
OTHER_LEVEL_WORDS = tuple(" ".join(_LEVEL_WORDS.values()).replace("information ", "", 1).split())
"""The words for levels that the remapper does not read, in lower case."""


def _any_of(values: Sequence[str]) -> str:
    """The value of a search for one of the values."""
    return f"({' OR '.join(values)})" if len(values) > 1 else values[0]


_FACILITIES = 24
_PRIORITY = StatusCategory(
    path="syslog.priority", target="syslog.priority_category",
    statuses=tuple(
        (status, _any_of([str(8 * facility + severity) for facility in range(_FACILITIES)]))
        for severity, status in enumerate("emergency alert critical error warning notice info debug".split())
    ),
)  # fmt: skip
_SMALLEST_NUMBER = 10
_SYSLOG_SEVERITIES = range(8)
"""The numbers that the remapper reads."""


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
    of_level += _word_categories(results)
    level_paths = (*(category.path for category in of_level), *sources)
    others = [result for result in results if all(_value(result, path) is None for path in level_paths)]
    by_value = (_HTTP, _CEF, _PRIORITY)
    return [*of_level, *(category for category in by_value if any(_has(one, category, targets) for one in others))]


def syslog_severities(results: Sequence[SampleResult]) -> list[str]:
    """The attributes of levels whose values are all severities of syslog. A status may be that of a process."""
    return [
        path
        for path, values in named_for("status-remapper", results)
        if path != _CEF.path
        and path.rpartition(".")[2].lower() != "status"
        and all(type(value) is int and value in _SYSLOG_SEVERITIES for value in values)
    ]


def _word_categories(results: Sequence[SampleResult]) -> list[StatusCategory]:
    """The categories for levels in other languages, as they are written."""
    categories = []
    for path, values in named_for("status-remapper", results):
        written = dict.fromkeys(value for value in values if isinstance(value, str))
        matching = {
            status: [level for level in written if level.lower() in words.split()]
            for status, words in _LEVEL_WORDS.items()
        }
        if not any(level.lower() in OTHER_LEVEL_WORDS for level in written):
            continue
        statuses = tuple((status, _any_of(levels)) for status, levels in matching.items() if levels)
        categories.append(StatusCategory(path=path, target=f"{path}_category", statuses=statuses, is_level=True))
    return categories


def _value(result: SampleResult, path: str) -> Json:
    return value_at(result.result, f"/custom/{path.replace('.', '/')}")


def _has(result: SampleResult, category: StatusCategory, targets: Mapping[str, str]) -> bool:
    names = [category.path, *(path for path, target in targets.items() if target == category.path)]
    return any(_value(result, name) is not None for name in names)


def _is_of(category: StatusCategory, level: Json) -> bool:
    if category is _LEVEL_LETTERS:
        return level in {value for _, value in _LEVEL_LETTERS.statuses}
    return isinstance(level, int) and not isinstance(level, bool) and level >= _SMALLEST_NUMBER
