"""The page that Prometheus reads."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics for a client that sends METRICS_TOKEN as a bearer token; 404 for all others."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    is_allowed = constant_time_compare(token.strip(), settings.METRICS_TOKEN) and scheme.lower() == "bearer"
    if not (settings.METRICS_TOKEN and is_allowed):
        raise Http404
    from operations.metrics.exposition import CONTENT_TYPE, metrics_text  # noqa: PLC0415 needs memory

    return HttpResponse(metrics_text(), content_type=CONTENT_TYPE)
