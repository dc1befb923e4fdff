"""Counts API calls by surface and by kind of credential. Labels contain no application, because there can be many."""

from django.http import HttpRequest, HttpResponse

from common import metrics

_CLIENT_KIND = "client_kind"  # an attribute of requests
_NO_TOKEN = "none"  # noqa: S105 a label


def set_client_kind(request: HttpRequest, kind: str) -> None:
    """Remember how the application got its token: with a `key`, or as a trusted `publisher`."""
    setattr(request, _CLIENT_KIND, kind)


def record_call(surface: str, request: HttpRequest, response: HttpResponse) -> None:
    """Count a call of the surface with this name."""
    client = getattr(request, _CLIENT_KIND, _NO_TOKEN)
    metrics.add(metrics.API_CALLS, surface, client, metrics.status_class(response.status_code))
