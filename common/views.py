"""Views for the theme, the favicon, robots.txt, security.txt and, in debug mode, the style guide."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.context import THEME_COOKIE, THEMES
from common.platform_policies import SECURITY_CONTACT
from common.requests import next_url
from page_parts.components import component_names, examples

# Search engines can't use pages that require signing in.
ROBOTS = """User-agent: *
Allow: /$
Allow: /catalogue/
Allow: /developers/
Allow: /files/
Allow: /static/
Disallow: /
"""
_CONTACT_DAYS = 180  # at most a year, so that readers don't use an old contact
DAY_SECONDS = 24 * 3600
YEAR_SECONDS = 365 * DAY_SECONDS


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        raise BadRequest
    response = redirect(next_url(request) or "/")
    response.set_cookie(THEME_COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Redirect /favicon.ico, which browsers request on their own, to the icon with the hashed name."""
    response = redirect(static("favicon.ico"))
    response.headers["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return response


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def security(_request: HttpRequest) -> HttpResponse:
    """Show where to report security problems (RFC 9116). The contact is a setting; without one, there is no page."""
    if not SECURITY_CONTACT.value:
        raise Http404
    expires_at = timezone.now().replace(microsecond=0) + timedelta(days=_CONTACT_DAYS)
    fields = {
        "Contact": SECURITY_CONTACT.value,
        "Expires": expires_at.isoformat(),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"{settings.PUBLIC_URL}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    components = [{"name": name, "examples": examples(name)} for name in component_names()]
    return render(request, "styleguide/index.html", {"components": components})
