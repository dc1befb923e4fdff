"""The options of the filters of the catalogue."""

from typing import Any

from django.http import QueryDict

from catalog.facets import FACETS
from catalog.filters import MAX_OPTIONS, chips, facet_options, filter_in
from catalog.queries import FacetValue


def test_a_facet_with_very_many_values_offers_the_most_common_ones() -> None:
    counts = {kind: [FacetValue(value="a", count=1, is_chosen=False)] for kind in FACETS}
    counts["vendor"] = [FacetValue(value=f"V{n:03}", count=999 - n, is_chosen=n == 700) for n in range(800)]

    facet: dict[str, Any] = facet_options(counts)[0]

    values = [option["value"] for part in ("first", "rest") for option in facet[part]]
    assert (len(values), values[:9], values[-1]) == (61, [*(f"V{n:03}" for n in range(8)), "V700"], "V059")
    assert facet["number"] == 800


def test_every_value_that_a_page_offers_can_be_chosen() -> None:
    values = [f"v{number}" for number in range(MAX_OPTIONS + 1)]

    filters = filter_in(QueryDict("&".join(f"vendor={value}" for value in values)))

    assert list(filters.chosen["vendor"]) == values[:MAX_OPTIONS]
    assert len(chips("/", filters)) == MAX_OPTIONS
