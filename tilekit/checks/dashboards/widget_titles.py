"""DB-034 to DB-040: the titles of widgets."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.dashboards.naming import title_for
from tilekit.checks.dashboards.title_text import (
    in_brackets,
    says_name,
    without_brackets,
    without_number_of,
    without_span,
)
from tilekit.checks.dashboards.titles import holds_name, product_names
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of
from tilekit.checks.metrics.units import family, unit_pair_meant_by
from tilekit.checks.title_case import in_sentence_case
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.queries.languages import Language
from tilekit.queries.widgets import QueryText
from tilekit.sections.overview import Overview

MAX_WIDGET_TITLE, MAX_TITLE_LOOKED_AT = 60, 300
_SYMBOLS = {"%": "percent", "s": "second", "b": "byte"}
# Units that often mean something else: “min” a minimum, “us” a country.
_NO_UNITS = frozenset(("min", "us"))
_SCALED = frozenset(("bytes", "time"))
# A metric whose value covers a time range: logins_30d, daily_bytes.
_SPANNED = re.compile(
    r"(?:^|[._])(?:(?:last|past)?_?\d+_?(?:m|min|h|d|w|minutes?|hours?|days?|weeks?)|(?:hour|dai|week|month)ly)(?:[._]|$)"
)
# What follows the group title here is not a title of its own: “Free space by host” in the group “Free space”.
_CONTINUES = frozenset(("and", "at", "by", "for", "from", "in", "of", "on", "over", "per", "to"))
_WRITE = N_("Change it to “{better}”")
_UNSURE_CASE = N_(
    "“{title}” is too long or not in sentence case. Use 60 characters at most, and capitals only in names."
)


def _titled_widgets(board: Board) -> Iterator[tuple[Widget, str]]:
    return (
        (widget, f"{widget.pointer}/definition/title") for widget in board.leaves if widget.has_data and widget.title
    )


def _widgets_with_short_titles(board: Board) -> Iterator[tuple[Widget, str]]:
    """(widget, pointer) of the titles that are short enough to check word by word.

    Longer ones are reported as too long.
    """
    return ((widget, pointer) for widget, pointer in _titled_widgets(board) if len(widget.title) <= MAX_TITLE_LOOKED_AT)


def _fix_with_title(board: Board, pointer: str, better: str) -> Fix | None:
    return board.asset.setting(pointer, better, _WRITE, better=better) if better else None


def _fix_shortening(board: Board, bundle: Bundle, place: tuple[Widget, str], *, better: str) -> Fix | None:
    """The fix that shortens a title and corrects its case; None if another widget already has that title."""
    widget, pointer = place
    better = in_sentence_case(better, _words_of_names(bundle)) or better
    others = {other.title.lower() for other, _ in _titled_widgets(board) if other is not widget}
    return None if better.lower() in others else _fix_with_title(board, pointer, better)


def _cuts_name(title: str, better: str, bundle: Bundle) -> bool:
    """Whether shortening a title would remove the product's name from it."""
    names = product_names(bundle)
    return holds_name(title, names) and not holds_name(better, names)


def _words_of_names(bundle: Bundle) -> frozenset[str]:
    """The words of the product's names in lower case. Their capitals don't change."""
    return frozenset(word.lower() for name in product_names(bundle) for word in name.split())


@dashboard_check(
    "DB-034",
    Severity.WARNING,
    N_("This widget has no title. Add one."),
    name=N_("Widget without a title"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("data widgets"),
    expected=N_("Has a title"),
    bad="a graph without a title",
    good="Waiting messages",
)
def has_title(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    for widget in board.leaves:
        if widget.has_data and not widget.title:
            pointer = f"{widget.pointer}/definition/title"
            fix = _fix_with_title(board, pointer, title_for(board, widget, bundle))
            yield board.asset.finding(pointer, widget.type, fix=fix)


@dashboard_check(
    "DB-035",
    Severity.ADVICE,
    N_("Shorten the title to “{better}”."),
    name=N_("“Number of” at the start of a widget title"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("data widgets"),
    expected=N_('The title does not start with "number of", "total number of" or "count of"'),
    bad="Number of messages",
    good="Messages",
)
def omits_number_of(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    for widget, pointer in _widgets_with_short_titles(board):
        better = without_number_of(widget.title)
        if better != widget.title and not _cuts_name(widget.title, better, bundle):
            fix = _fix_shortening(board, bundle, (widget, pointer), better=better)
            yield board.asset.finding(pointer, widget.title, better=better, fix=fix)


@dashboard_check(
    "DB-036",
    Severity.ADVICE,
    N_("The title repeats the name of the product or group. Remove “{name}”."),
    name=N_("Product or group name repeated in a widget title"),
    applies_to=N_("data widgets"),
    expected=N_("The title does not contain the product name and does not start with the group title"),
    bad="Acme Queue depth",
    good="Depth",
)
def omits_product_name(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    overview = bundle.section(Overview)
    names = [name for name in dict.fromkeys((overview.title, overview.source_type_name)) if len(name) > 2]
    for widget, pointer in _widgets_with_short_titles(board):
        group = widget.parent.title if widget.parent and " " in widget.parent.title else ""
        repeated = next((name for name in names if says_name(widget.title, name)), "")
        rest = widget.title[len(group) :].lstrip()
        starts_with_group = group and widget.title.lower().startswith(f"{group.lower()} ")
        if not repeated and starts_with_group and rest.partition(" ")[0].lower() not in _CONTINUES:
            repeated = group
        if repeated:
            yield board.asset.finding(pointer, widget.title, name=repeated)


@dashboard_check(
    "DB-037",
    Severity.ADVICE,
    N_("The graph already shows the unit. Remove “({unit})” from the title."),
    name=N_("Unit in a widget title"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("data widgets"),
    expected=N_("The title does not end with a unit that the graph already shows"),
    bad="Size (bytes)",
    good="Size",
)
def omits_unit(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    for widget, pointer in _widgets_with_short_titles(board):
        unit = in_brackets(widget.title)
        if unit and _shows_by_itself(board, widget, unit, bundle=bundle):
            fix = _fix_shortening(board, bundle, (widget, pointer), better=without_brackets(widget.title))
            yield board.asset.finding(pointer, widget.title, unit=unit, fix=fix)


def _shows_by_itself(board: Board, widget: Widget, unit_text: str, *, bundle: Bundle) -> bool:
    """Whether the graph shows the unit anyway: it draws only listed metrics in that unit, without calculations.

    For sizes and durations, a graph chooses the unit by the value.
    """
    unit, per = _units_of(unit_text)
    queries = board.queries_of(widget) if unit else ()
    names = [metric.name for query in queries for metric in query.parts.metrics]
    rows = [metric_of(listed_metrics(bundle), name) for name in names]
    return (
        bool(rows)
        and not any(map(_is_calculated, queries))
        and all(row is not None and row.per_unit == per and _is_shown_as(row.unit, unit) for row in rows)
    )


def _is_shown_as(unit: str, unit_text: str) -> bool:
    return unit == unit_text or (unit != "" and family(unit) in _SCALED and family(unit) == family(unit_text))


def _is_calculated(query: QueryText) -> bool:
    """Whether a query changes the values of its metric."""
    if query.language is Language.METRIC:
        return not query.parts.is_plain
    return query.language is not Language.FORMULA or not query.text.strip().isidentifier()


@lru_cache(maxsize=1024)
def _units_of(unit_text: str) -> tuple[str, str]:
    """The unit and per-unit that a text means; both "" if the text often means something else."""
    if unit_text.lower() in _NO_UNITS or (len(unit_text) == 1 and unit_text.lower() not in _SYMBOLS):
        return "", ""
    return unit_pair_meant_by(_SYMBOLS.get(unit_text.lower(), unit_text))


@dashboard_check(
    "DB-038",
    Severity.ADVICE,
    N_("The graph already shows the time span. Remove it from the title."),
    name=N_("Time span in a widget title"),
    applies_to=N_("data widgets"),
    expected=N_("The title does not contain a time span"),
    bad="Errors in the last hour",
    good="Errors",
)
def omits_time_span(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Titles contain no time span, unless it belongs to the metric."""
    for widget, pointer in _widgets_with_short_titles(board):
        if without_span(widget.title) != widget.title:
            names = (metric.name for query in board.queries_of(widget) for metric in query.parts.metrics)
            if not any(map(_SPANNED.search, names)):
                yield board.asset.finding(pointer, widget.title)


@dashboard_check(
    "DB-039",
    Severity.ADVICE,
    N_("“{title}” is not in sentence case. Change it to “{better}”."),
    name=N_("Widget title not in sentence case or too long"),
    folded=N_("{n} widget titles are not in sentence case. For example, change “{title}” to “{better}”."),
    folded_variants={
        _UNSURE_CASE: N_(
            "{n} widget titles are too long or not in sentence case, for example “{title}”. Use 60 characters at most, "
            "and capitals only in names."
        )
    },
    fix=FixClass.SUGGESTED,
    applies_to=N_("data widgets"),
    expected=N_("The title is in sentence case, has at most 60 characters and is not all capitals"),
    bad="QUEUE DEPTH",
    good="Queue depth",
)
def has_sentence_case(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    names = _words_of_names(bundle)
    for widget, pointer in _titled_widgets(board):
        title = widget.title
        better = in_sentence_case(title, names) if len(title) <= MAX_WIDGET_TITLE else None
        if better is None:
            yield board.asset.finding(pointer, message=_UNSURE_CASE, title=title)
        elif better != title:
            yield board.asset.finding(pointer, title=title, better=better, fix=_fix_with_title(board, pointer, better))


@dashboard_check(
    "DB-040",
    Severity.ADVICE,
    N_("Two widgets have the title “{value}”. Rename one of them."),
    name=N_("Two widgets with the same title"),
    applies_to=N_("data widgets"),
    expected=N_("No two widgets in a group, or outside groups, have the same title"),
    bad="Depth twice",
    good="Depth and Depth by region",
)
def has_own_titles(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """No two widgets in a group, or outside groups, have the same title. The second one is reported."""
    seen = set[tuple[str, str]]()
    for widget, pointer in _titled_widgets(board):
        place = (widget.parent.pointer if widget.parent else "", widget.title.lower())
        if place in seen:
            yield board.asset.finding(pointer, widget.title)
        seen.add(place)
