"""DB-034 to DB-040: the titles of widgets."""

from collections.abc import Iterator
from functools import lru_cache

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.form import product_names
from tilekit.checks.dashboards.naming import title_for
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.dashboards.titles import (
    in_brackets,
    in_sentence_case,
    without_brackets,
    without_name,
    without_number_of,
    without_span,
)
from tilekit.checks.finding import Fix, FixClass, Severity, Spot
from tilekit.checks.metrics.lookup import listed_metrics, metric_of
from tilekit.checks.metrics.units import family, meant_by
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget

MAX_TITLE, MAX_LOOKED_AT = 60, 300
_SYMBOLS = {"%": "percent", "s": "second", "b": "byte"}
# They say something else as often: a minimum, a country.
_NO_UNITS = frozenset(("min", "us"))
_MEASURES = frozenset(("bytes", "time", "percentage", "frequency", "temperature"))
_WRITE = N_("Write “{better}”")


def _titled(board: Board) -> Iterator[tuple[Widget, str]]:
    return (
        (widget, f"{widget.pointer}/definition/title") for widget in board.leaves if widget.has_data and widget.title
    )


def _worded(board: Board) -> Iterator[tuple[Widget, str]]:
    """Those whose title is short enough to be looked at word by word; a longer one is told to be too long."""
    return ((widget, pointer) for widget, pointer in _titled(board) if len(widget.title) <= MAX_LOOKED_AT)


def _written(board: Board, pointer: str, better: str) -> Fix | None:
    return board.asset.setting(pointer, better, _WRITE, better=better) if better else None


def _shortened(board: Board, bundle: Bundle, place: tuple[Widget, str], *, better: str) -> Fix | None:
    """The fix that cuts a title and gives the rest its case; None where another widget is called that already."""
    widget, pointer = place
    better = in_sentence_case(better, _names(bundle))
    others = {other.title.lower() for other, _ in _titled(board) if other is not widget}
    return None if better.lower() in others else _written(board, pointer, better)


def _names(bundle: Bundle) -> frozenset[str]:
    """The words of the product's names in lower case; they keep their capitals."""
    return frozenset(word.lower() for name in product_names(bundle) for word in name.split())


@rule("DB-034", Severity.WARNING, N_("Give this widget a title."), fix=FixClass.SUGGESTED)
def has_title(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """What draws data has a title."""
    for widget in board.leaves:
        if widget.has_data and not widget.title:
            pointer = f"{widget.pointer}/definition/title"
            fix = _written(board, pointer, title_for(board, widget, bundle))
            yield board.asset.spot(pointer, widget.type, fix=fix)


@rule("DB-035", Severity.ADVICE, N_("Start with what matters: “{better}”."), fix=FixClass.SUGGESTED)
def starts_with_thing(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Titles do not start with "number of"."""
    for widget, pointer in _worded(board):
        better = without_number_of(widget.title)
        if better != widget.title:
            fix = _shortened(board, bundle, (widget, pointer), better=better)
            yield board.asset.spot(pointer, widget.title, better=better, fix=fix)


@rule("DB-036", Severity.ADVICE, N_("The board already says {name}; leave it out here."), fix=FixClass.SUGGESTED)
def leaves_name_out(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Titles do not repeat the product name or the title of their group."""
    names = [name for name in product_names(bundle) if len(name) > 2]
    for widget, pointer in _worded(board):
        group = widget.parent.title if widget.parent and " " in widget.parent.title else ""
        for name in [*names, group] if group else names:
            better = without_name(widget.title, name)
            if better.lower() != widget.title.lower() and better:
                fix = _shortened(board, bundle, (widget, pointer), better=better)
                yield board.asset.spot(pointer, widget.title, name=name, fix=fix)
                break


@rule("DB-037", Severity.ADVICE, N_("The unit shows by itself; leave “({unit})” out."), fix=FixClass.SUGGESTED)
def leaves_unit_out(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Titles do not end in a unit in brackets."""
    for widget, pointer in _worded(board):
        unit = in_brackets(widget.title)
        if unit and _shows_by_itself(board, widget, unit.lower(), bundle=bundle):
            fix = _shortened(board, bundle, (widget, pointer), better=without_brackets(widget.title))
            yield board.asset.spot(pointer, widget.title, unit=unit, fix=fix)


def _shows_by_itself(board: Board, widget: Widget, shown: str, *, bundle: Bundle) -> bool:
    """Whether the metrics have the unit; of those that are not listed only what measures size or time is known.

    Users, errors and the like may be what the widget is about, and a share of two numbers has no unit of its own.
    """
    unit, listed = _unit(shown), listed_metrics(bundle)
    if not unit:
        return False
    names = (metric.name for query in board.queries_of(widget) for metric in query.parts.metrics)
    rows = [row for row in (metric_of(listed, name) for name in names) if row]
    is_measure = family(unit) in _MEASURES
    return any(row.unit == unit or (is_measure and family(row.unit) == family(unit)) for row in rows) or (
        is_measure and not rows
    )


@lru_cache(maxsize=1024)
def _unit(shown: str) -> str:
    """The unit that is meant; "" for what says something else as often."""
    return _SYMBOLS.get(shown) or (meant_by(shown) if len(shown) > 1 and shown not in _NO_UNITS else "")


@rule(
    "DB-038",
    Severity.ADVICE,
    N_("The time span shows on the graph; leave it out of the title."),
    fix=FixClass.SUGGESTED,
)
def leaves_span_out(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Titles do not say a span of time."""
    for widget, pointer in _worded(board):
        better = without_span(widget.title)
        if better != widget.title:
            fix = _shortened(board, bundle, (widget, pointer), better=better)
            yield board.asset.spot(pointer, widget.title, fix=fix)


@rule("DB-039", Severity.ADVICE, N_("Write “{value}” as “{better}”."), fix=FixClass.SUGGESTED)
def has_sentence_case(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Titles are in sentence case, at most 60 characters and not all capitals."""
    names = _names(bundle)
    for widget, pointer in _titled(board):
        title = widget.title
        if len(title) > MAX_TITLE:
            yield board.asset.spot(pointer, title, message=N_("The title is {n} characters; 60 fit."), n=len(title))
        elif (better := in_sentence_case(title, names)) != title:
            yield board.asset.spot(pointer, title, better=better, fix=_written(board, pointer, better))


@rule("DB-040", Severity.ADVICE, N_("Two widgets are called “{value}”."))
def has_own_titles(board: Board, _: Bundle) -> Iterator[Spot]:
    """Titles of one board differ; told at the second."""
    seen = set[str]()
    for widget, pointer in _titled(board):
        if widget.title.lower() in seen:
            yield board.asset.spot(pointer, widget.title)
        seen.add(widget.title.lower())
