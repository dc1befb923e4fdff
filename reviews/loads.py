"""The number of waiting reviews by team, computed once per request."""

from collections.abc import Mapping
from typing import cast

from django.http import HttpRequest

from common.navigation import actor_of
from reviews.queries import waiting_reviews
from reviews.queries.work import TeamLoad

_ATTRIBUTE = "review_loads"


def loads_of(request: HttpRequest) -> Mapping[str, TeamLoad]:
    """The load of each team, counting reviews that the reader may see."""
    if not hasattr(request, _ATTRIBUTE):
        setattr(request, _ATTRIBUTE, waiting_reviews(actor_of(request)))
    return cast("Mapping[str, TeamLoad]", getattr(request, _ATTRIBUTE))
