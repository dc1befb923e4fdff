"""Computes the loads of all teams once per request."""

from collections.abc import Mapping
from typing import cast

from django.http import HttpRequest

from common.navigation import request_actor
from reviews.queries import team_loads
from reviews.queries.workload import TeamLoad

_ATTRIBUTE = "review_loads"


def loads_of(request: HttpRequest) -> Mapping[str, TeamLoad]:
    """{team: load}, counting only reviews that the reader may see."""
    if not hasattr(request, _ATTRIBUTE):
        setattr(request, _ATTRIBUTE, team_loads(request_actor(request)))
    return cast("Mapping[str, TeamLoad]", getattr(request, _ATTRIBUTE))
