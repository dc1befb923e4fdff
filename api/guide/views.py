"""The getting-started page, and the `tilekit` command to install."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.guide.command import EXTRAS, current_wheel, install_line, requirements_text
from api.guide.files import commands, example_text

_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    context = {
        "commands": commands(),
        "sign_in": commands()["sign-in"],
        "is_demo": settings.DEMO_MODE,
        "install": install_line("submit"),
        "workflow": example_text("publish.yml"),
        "client": example_text("client.mjs"),
        "receiver": example_text("receive.mjs"),
    }
    return render(request, "api/start.html", context)


@require_safe
def command(request: HttpRequest) -> HttpResponse:
    return render(
        request, "api/command.html", {"wheel": current_wheel(), "lines": {name: install_line(name) for name in EXTRAS}}
    )


@require_safe
def requirements(_request: HttpRequest, extra: str) -> HttpResponse:
    if extra not in EXTRAS:
        raise Http404
    return HttpResponse(requirements_text(extra), content_type="text/plain; charset=utf-8")


@require_safe
def wheel(_request: HttpRequest, digest: str, file: str) -> HttpResponse:
    """The wheel. The address contains its digest, so a requirements file never leads to another wheel."""
    current = current_wheel()
    if (digest, file) != (current.digest[:12], current.path.name):
        raise Http404
    headers = {"Cache-Control": _FOR_EVER}
    return HttpResponse(current.path.read_bytes(), content_type="application/zip", headers=headers)
