"""The getting-started page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.guide.files import commands, text_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    context = {
        "commands": commands(),
        "sign_in": commands()["sign-in"],
        "is_demo": settings.DEMO_MODE,
        "workflow": text_of("publish.yml"),
        "client": text_of("client.mjs"),
        "receiver": text_of("receive.mjs"),
    }
    return render(request, "api/start.html", context)
