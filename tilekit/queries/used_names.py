"""The parts of a listing that a set of queries uses: its metrics, log attributes, tags and service checks."""

from collections.abc import Iterable

from msgspec import Struct

from tilekit.queries.languages import Language
from tilekit.queries.widgets import QueryText


class UsedNames(Struct, frozen=True, kw_only=True):
    """Names without duplicates, in the order in which queries use them."""

    metrics: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


def used_names(queries: Iterable[QueryText]) -> UsedNames:
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
    return UsedNames(metrics=tuple(metrics), fields=tuple(fields), tags=tuple(tags), checks=tuple(checks))
