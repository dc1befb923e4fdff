"""Names for a widget or one of its lines, derived from its metrics."""

import re

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board
from tilekit.checks.dashboards.title_text import without_name
from tilekit.checks.dashboards.titles import product_names
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of
from tilekit.checks.metrics.name_suggestions import closest_metric, is_surely_same
from tilekit.checks.metrics.normal_forms import short_form
from tilekit.checks.title_case import ACRONYMS, in_sentence_case, is_ordinary
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import objects, text
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.widgets import QueryText
from tilekit.sections.data import Data

MAX_WIDGET_TITLE = 60


# `queue_depth`, `acme.queue.depth`, `queueDepth`, `source:acme`, `$host`, "(edit to add more)": not written for people.
_RAW_NAME = re.compile(r"[_:${}<>\"\[\]]|\w\.\w|\b[a-z]+[A-Z]|\([^()]*\s[^()]*\)")
_NUMBER_OR_PERCENTILE = re.compile(r"p?\d{1,4}")


def words_for(bundle: Bundle, metric: str) -> str:
    """A name for a metric of the listing: its short name in sentence case, or words from its name.

    "" if the name is unreadable or misspelled.
    """
    listed, prefix = listed_metrics(bundle), bundle.section(Data).metric_prefix
    row = metric_of(listed, metric)
    if row is None and prefix and metric.startswith(prefix) and is_surely_same(metric, closest_metric(metric, listed)):
        return ""
    if row and row.short_name and not _RAW_NAME.search(row.short_name):
        return in_sentence_case(row.short_name) or row.short_name
    is_own = row is not None or (prefix and metric.startswith(prefix))
    return _in_words((row.short_name if row else "") or short_form(metric, prefix)) if is_own else ""


def _in_words(name: str) -> str:
    """A technical name in words: "queue_cpu_max" becomes "Queue CPU max"; "" if one of its words is unknown."""
    words = re.sub(r"[._ ]+", " ", name).strip().split(" ")
    is_clear = all(is_ordinary(word) or word in ACRONYMS or _NUMBER_OR_PERCENTILE.fullmatch(word) for word in words)
    text = " ".join(word.upper() if word in ACRONYMS else word for word in words)
    return text[:1].upper() + text[1:] if is_clear else ""


def title_for(board: Board, widget: Widget, bundle: Bundle) -> str:
    """A title made from the widget's only metric. "" if it has none or several, or if another widget has that title."""
    metrics = {metric.name for query in board.queries_of(widget) for metric in query.parts.metrics}
    title = words_for(bundle, metrics.pop()) if len(metrics) == 1 else ""
    names = product_names(bundle)
    for name in names if title else ():
        title = without_name(title, name) or title
    name_words = frozenset(word.lower() for name in names for word in name.split())
    taken = {other.title.lower() for other in board.leaves}
    is_odd = in_sentence_case(title, name_words) != title or len(title) > MAX_WIDGET_TITLE
    return "" if is_odd or title.lower() in taken else title


def alias_for(board: Board, widget: Widget, request: str, *, formula: str, bundle: Bundle) -> str:
    """The alias for the line of a formula: its metric; "" for none.

    request is the pointer of the request that contains the formula. A metric is the alias only if the line is a plain
    query of it and no other query of the widget uses it.
    """
    queries = board.queries_of(widget)
    used = _metrics_behind(queries, _query_pointers(widget, request), formula) if formula.strip().isidentifier() else []
    metrics = [metric.name for query in queries if query.language is Language.METRIC for metric in query.parts.metrics]
    return words_for(bundle, used[0]) if len(used) == 1 and metrics.count(used[0]) == 1 else ""


def _metrics_behind(queries: tuple[QueryText, ...], names: dict[str, str], formula: str) -> list[str]:
    """The metrics in the queries that a formula uses; none for a formula over logs. names maps
    query names to pointers.
    """
    texts = {query.pointer: query for query in queries if query.language is Language.METRIC}
    metrics = dict.fromkeys(
        metric.name
        for reference in parse_text(Language.FORMULA, formula).references
        for metric in (texts[names[reference]].parts.metrics if names.get(reference) in texts else ())
    )
    return list(metrics)


def _query_pointers(widget: Widget, request: str) -> dict[str, str]:
    """Name of a query -> pointer of its text."""
    value_of_request = next((value for pointer, value in widget.requests if pointer == request), {})
    queries = objects(value_of_request.get("queries"))
    return {text(item.get("name")): f"{request}/queries/{at}/query" for at, item in queries}


def plain_sentence(markdown: str, *, longest: int) -> str:
    """The first sentences of a note without markup, as many as fit; "" if even the first one is too long."""
    lines = (line.strip() for line in markdown[: longest * 20].split("\n\n"))
    prose = next((line for line in lines if line and line[0] not in "#!<|>-*`" and not line.startswith("[!")), "")
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", prose)
    text = " ".join(re.sub(r"[*_`]{1,3}|<[^<>]*>", "", text).split())
    if len(text) <= longest:
        return text
    end = text.rfind(". ", 0, longest)
    return text[: end + 1] if end > 0 else ""
