"""What a set of queries uses of a listing: its metrics, the attributes and tags of its logs, its service checks."""

from collections.abc import Iterable

from msgspec import Struct

from tilekit.queries.languages import Language
from tilekit.queries.widgets import QueryText


class Uses(Struct, frozen=True, kw_only=True):
    """Names, each once, in the order in which queries name them."""

    metrics: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


def uses_of(queries: Iterable[QueryText]) -> Uses:
    """Everything that the queries name. A column or a group without @ counts as a tag."""
    metrics, fields, tags, checks = dict[str, None](), dict[str, None](), dict[str, None](), dict[str, None]()
    for query in queries:
        if query.language is Language.CHECK:
            checks[query.text] = None
            continue
        parts = query.parts
        metrics |= dict.fromkeys(metric.name for metric in parts.metrics)
        fields |= dict.fromkeys(parts.fields)
        tags |= dict.fromkeys(parts.tags)
    return Uses(metrics=tuple(metrics), fields=tuple(fields), tags=tuple(tags), checks=tuple(checks))
