"""The getting-started page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.guide.files import commands, example_text


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    context = {
        "commands": commands(),
        "sign_in": commands()["sign-in"],
        "is_demo": settings.DEMO_MODE,
        "workflow": example_text("publish.yml"),
        "client": example_text("client.mjs"),
        "receiver": example_text("receive.mjs"),
    }
    return render(request, "api/start.html", context)
