"""Reads the catalogue's filters from the query string and prepares them for the page."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy
from msgspec.structs import replace

from catalog.facets import FACETS
from catalog.queries import SORTS, CatalogueFilter, FacetValue
from common.lazy_text import LazyText
from common.lists import labelled
from listings.models import OFFERINGS

VISIBLE_OPTIONS = 8
MAX_OPTIONS = 60  # of a facet, such as the vendors; a search leads to the others
_SORT_LABELS: Mapping[str, LazyText] = {
    "name": pgettext_lazy("sort order", "Name"),
    "newest": gettext_lazy("Newest"),
}
# Labels of our own values in the query string; other values come from partners or the platform.
_VALUE_LABELS: Mapping[tuple[str, str], LazyText] = {
    ("route", "integrations"): gettext_lazy("Integrations page (free)"),
    ("route", "marketplace"): gettext_lazy("Marketplace (paid)"),
    **{("offering", offering_type): label for offering_type, label in OFFERINGS},
}
_MAX_TEXT = 200
Option = dict[str, object]


def filter_in(query: QueryDict) -> CatalogueFilter:
    """The filter in the query string. Unknown parts are ignored, because people share and truncate URLs."""
    # Databases do not accept a null byte.
    chosen = {kind: tuple(v for v in query.getlist(kind)[:MAX_OPTIONS] if v and "\0" not in v) for kind in FACETS}
    sort = query.get("sort", "")
    return CatalogueFilter(
        text=query.get("q", "").strip()[:_MAX_TEXT],
        chosen={kind: values for kind, values in chosen.items() if values},
        sort=sort if sort in SORTS else "name",
    )


def filter_url(path: str, filters: CatalogueFilter, *, after: str = "", without: tuple[str, str] = ("", "")) -> str:
    """The URL of the page with this filter; without is a (facet, value) pair to leave out."""
    pairs = [("q", filters.text)] if filters.text else []
    for kind, values in filters.chosen.items():
        pairs += [(kind, value) for value in values if (kind, value) != without]
    pairs += [("sort", filters.sort)] if filters.sort != "name" else []
    pairs += [("after", after)] if after else []
    return f"{path}?{urlencode(pairs)}" if pairs else path


def chips(path: str, filters: CatalogueFilter) -> list[Option]:
    """Each active filter value, with the URL that removes it."""
    return [
        {
            "label": labelled(FACETS[kind], value_label(kind, value)),
            "href": filter_url(path, filters, without=(kind, value)),
        }
        for kind, values in filters.chosen.items()
        for value in values
    ]


def facet_options(counts: Mapping[str, list[FacetValue]]) -> list[Option]:
    """Facets with several values or a chosen one. The values in "first" are always visible, "rest" is collapsed.

    If there are more than 60, "number" counts all, and the less common ones are left out.
    """
    facets: list[Option] = []
    for kind in FACETS:
        values = counts[kind]
        if len(values) > 1 or any(value.is_chosen for value in values):
            first, rest = _first_and_rest(values)
            facets.append(
                {
                    "kind": kind,
                    "label": FACETS[kind],
                    "first": _options(kind, first),
                    "rest": _options(kind, rest),
                    "number": len(values) if len(values) > len(first) + len(rest) else 0,
                }
            )
    return facets


def sort_options(path: str, filters: CatalogueFilter) -> list[Option]:
    """The sort orders as items of the `switch` component."""
    return [
        {
            "label": _SORT_LABELS[sort],
            "href": filter_url(path, replace(filters, sort=sort)),
            "is_on": sort == filters.sort,
        }
        for sort in SORTS
    ]


def value_label(kind: str, value: str) -> str:
    """The label of a facet's value in the reader's language."""
    return str(_VALUE_LABELS.get((kind, value)) or value)


def _first_and_rest(values: list[FacetValue]) -> tuple[list[FacetValue], list[FacetValue]]:
    """(the most common and the chosen values, the next most common ones sorted by name)."""
    first = [value for at, value in enumerate(values) if at < VISIBLE_OPTIONS or value.is_chosen]
    rest = [value for value in values[VISIBLE_OPTIONS:MAX_OPTIONS] if not value.is_chosen]
    return first, sorted(rest, key=lambda facet: facet.value.casefold())


def _options(kind: str, values: Iterable[FacetValue]) -> list[Option]:
    return [
        {"value": value.value, "label": value_label(kind, value.value), "count": value.count, "is_on": value.is_chosen}
        for value in values
    ]
