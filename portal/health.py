"""Whether this instance lives, and whether it can do its work."""

from django.http import HttpRequest, JsonResponse


def live(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def ready(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})
