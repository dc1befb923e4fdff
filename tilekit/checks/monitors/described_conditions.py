"""MN-035: numbers and periods in the texts of a monitor, compared with its query and thresholds."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.monitors.query_checks import is_measured, thresholds_of
from tilekit.checks.monitors.template_files import monitor_query_check
from tilekit.checks.written_durations import UNIT_OF_TIME, counted_durations, written_durations
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.parse.text import spaces_for
from tilekit.queries.monitors import MonitorQuery

_MAX_COMPARED_TEXT = 8_000
_POINTERS = ("/definition/name", "/definition/message", "/description")
_OTHER_PERIOD = N_(
    "The text says “{value}”, but the query evaluates another period: {window}. Use the same one in both."
)
_OPPOSITE = N_("The text says “{value}”, but the monitor alerts on values {operator} {number}. Correct one of them.")
# Sentences about something else than the alert: text that is not shown when it starts, and sentences of advice.
_NOT_SHOWN = re.compile(
    r"\{\{#is_(?:recovery|no_data|exact_match)\b[^}]*\}\}.*?(?:\{\{/is_\w+\}\}|\Z)|\{\{\^.*?\{\{/[^}]*\}\}|`[^`\n]*`"
    r"|\{\{!.*?\}\}|https?://\S+",
    re.DOTALL,
)
_ABOUT_ALERT = re.compile(r"\b(?:this monitor|alerts?|alerted|trigger\w*|notif\w+)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"^\W*(?:if|when)\b|\b(?:you|your|should|consider|change|adjust|increase|usually|normally|typically|recommend\w*|expires?|resolves?"
    r"|baseline|average|next)\b",
    re.IGNORECASE,
)
_ALERT_SENTENCE = re.compile(r"[^.!?\n{}]+(?:\{\{[^#/{}][^{}]*\}\}[^.!?\n{}]*|[.](?=\d)[^.!?\n{}]*)*")
_OPENS_BLOCK = re.compile(r"(?:\A|\{\{#[^{}]*\}\}|\{\{/[^{}]*\}\})\s*(?:\{\{[^#/{}][^{}]*\}\}\s*)?\Z")
_ABOVE = r"more than|greater than|higher than|above|exceed(?:s|ed|ing)?|over|at least"
_BELOW = r"less than|fewer than|lower than|below|under|at most"
_COMPARED = re.compile(
    rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})) (?P<number>\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d+(?:\.\d+)?)"
    rf"(?!\d|\.\d|[- ]?{UNIT_OF_TIME}|[- ]?(?:s|m|h|d)\b)",
    re.IGNORECASE,
)
_PLAIN_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_QUERY_WINDOW = re.compile(r"(?:last_|current_|[\"'])(\d+)(mo|[smhdw])\b|rollup\(\s*\w+\s*,\s*(\d+)\s*\)")
_SECONDS_OF_LETTER = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000}
_OF_THRESHOLD = re.compile(
    rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})) (?:(?:the |its )(?:(?:alert|critical|warning) )?threshold of )?"
    r"\{\{ *(?:warn_)?threshold *\}\}",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:(?P<above>(?:rises?|climbs?|grows|goes|rose|climbed|grew|went) (?:above|over|beyond))"
    r"|(?P<below>(?:falls?|drops?|sinks?|goes|fell|dropped|sank|went) (?:below|under)))\b",
    re.IGNORECASE,
)
# Other units in which a text may give a threshold.
_FACTORS = (1, 60, 100, 3600, 86_400, *(1000**power for power in range(1, 5)), *(1024**power for power in range(1, 5)))


@monitor_query_check(
    "MN-035",
    Severity.ADVICE,
    N_("The text says “{value}”, but no threshold of the monitor is {number}. Correct the text or the threshold."),
    name=N_("Monitor text that contradicts the query"),
    applies_to="name, message, description, query",
    expected=N_("Numbers and periods in the texts are those of the query and its thresholds"),
    bad="“More than 200 errors in the last hour” for sum(last_10m) > 20",
    good="“More than 20 errors in the last 10 minutes”",
)
def describes_condition(template: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[RawFinding]:
    """The sentences that say why the monitor alerts give its threshold and its window.

    Other sentences may be about other numbers, so they are not compared.
    """
    asset, query = template
    if query.comparison is None or not is_measured(asset):
        return
    for pointer in _POINTERS:
        for at, sentence in _sentences(text(asset.at(pointer))[:_MAX_COMPARED_TEXT]):
            yield from _numbers(asset, query, (pointer, at, sentence))
            yield from _periods(asset, query, (pointer, at, sentence))
            yield from _thresholds(asset, query, (pointer, at, sentence))
            yield from _moves(asset, query, (pointer, at, sentence))


def _thresholds(asset: Asset, query: MonitorQuery, place: tuple[str, int, str]) -> Iterator[RawFinding]:
    """“less than {{threshold}}” in the message of a monitor that alerts on higher values, and vice versa."""
    pointer, at, sentence = place
    comparison = query.comparison
    for match in _OF_THRESHOLD.finditer(sentence) if comparison else ():
        if comparison and bool(match["above"]) is not comparison.is_above:
            yield asset.inside(
                asset.finding(
                    pointer, match[0], message=_OPPOSITE, operator=comparison.operator, number=comparison.written
                ),
                at + match.start(),
            )


def _moves(asset: Asset, query: MonitorQuery, place: tuple[str, int, str]) -> Iterator[RawFinding]:
    """“falls below three days” of a monitor that alerts on higher values of one metric, and vice versa."""
    pointer, at, sentence = place
    comparison, moves = query.comparison, [*_MOVES.finditer(sentence)]
    if comparison and query.parts.is_plain and comparison.operator != "==":
        opposite = [match for match in moves if bool(match["above"]) is not comparison.is_above]
        if opposite == moves:  # otherwise, the sentence is also about the end of the alert
            operator, number = comparison.operator, comparison.written
            for match in opposite:
                raw_finding = asset.finding(pointer, match[0], message=_OPPOSITE, operator=operator, number=number)
                yield asset.inside(raw_finding, at + match.start())


def _sentences(full: str) -> Iterator[tuple[int, str]]:
    """(offset, sentence) of those about the alert: the first of the text and of each block, and those that say so."""
    shown = _NOT_SHOWN.sub(spaces_for, full)
    for match in _ALERT_SENTENCE.finditer(shown):
        is_first = _OPENS_BLOCK.search(shown, 0, match.start() + len(match[0]) - len(match[0].lstrip())) is not None
        if (is_first or _ABOUT_ALERT.search(match[0])) and not _ADVICE.search(match[0]):
            yield match.start(), match[0]


def _numbers(asset: Asset, query: MonitorQuery, place: tuple[str, int, str]) -> Iterator[RawFinding]:
    """Numbers that are not in the query, and comparisons with the threshold that are turned around."""
    pointer, at, sentence = place
    comparison, numbers = query.comparison, _numbers_of(asset, query)
    for match in _COMPARED.finditer(sentence) if comparison else ():
        number = float(match["number"].replace(",", ""))
        is_told = any(number * factor == one or one * factor == number for one in numbers for factor in _FACTORS)
        is_opposite = bool(match["above"]) is not (comparison is not None and comparison.is_above)
        if not is_told:
            raw_finding = asset.finding(pointer, match[0], number=match["number"])
        elif comparison and is_opposite and number == comparison.number > 0 and comparison.operator in ("<", ">"):
            operator = comparison.operator
            raw_finding = asset.finding(
                pointer, match[0], message=_OPPOSITE, operator=operator, number=comparison.written
            )
        else:
            continue
        yield asset.inside(raw_finding, at + match.start())


def _numbers_of(asset: Asset, query: MonitorQuery) -> set[float]:
    """The thresholds and all numbers in the query."""
    levels = (value for value in thresholds_of(asset).values() if isinstance(value, int | float))
    searched = (number for search in query.searches for number in _PLAIN_NUMBER.findall(search.text))
    return {abs(float(level)) for level in (*levels, *_PLAIN_NUMBER.findall(query.text), *searched)}


def _periods(asset: Asset, query: MonitorQuery, place: tuple[str, int, str]) -> Iterator[RawFinding]:
    """Periods that are neither a window of the query nor a number of its thresholds."""
    pointer, at, sentence = place
    windows = {
        int(one or fixed) * _SECONDS_OF_LETTER[unit or "s"]: f"{one}{unit}"
        for one, unit, fixed in _QUERY_WINDOW.findall(query.text)
    }
    numbers = _numbers_of(asset, query)
    for duration in (*written_durations(sentence), *counted_durations(sentence)) if windows else ():
        is_number = any(duration.seconds * factor == one or one * factor == duration.seconds
                        for one in numbers for factor in _FACTORS if one)  # fmt: skip
        if duration.seconds not in windows and not is_number:
            window = next(iter(windows.values()))
            raw_finding = asset.finding(pointer, duration.words, message=_OTHER_PERIOD, window=window)
            yield asset.inside(raw_finding, at + duration.at)
