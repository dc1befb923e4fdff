"""Template context of the frame around every page. Values are computed when the template uses them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from common.maintenance import active_maintenance, maintenance_notice
from common.navigation import NavPlace, links_for, request_actor
from common.palette import palette_label
from tilekit import __version__

THEMES = ("light", "dark", "system")
THEME_COOKIE = "theme"


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: links, the label of the command palette, the reader's theme, the version for staff."""
    return {
        **{f"{place}_links": _links(request, place) for place in NavPlace},
        "palette_label": SimpleLazyObject(lambda: palette_label(request_actor(request))),
        "theme": theme_of(request),
        "languages": settings.LANGUAGES,
        "maintenance": SimpleLazyObject(maintenance_notice),
        "scripts_may_save": SimpleLazyObject(lambda: _scripts_may_save(request)),
        "portal_version": SimpleLazyObject(lambda: __version__ if request_actor(request).is_staff else ""),
    }


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark` or `system`, from the reader's cookie."""
    theme = request.COOKIES.get(THEME_COOKIE, "system")
    return theme if theme in THEMES else "system"


def _scripts_may_save(request: HttpRequest) -> bool:
    """Whether scripts of the page can save something that the reader didn't ask for, such as their time zone."""
    return not getattr(request, "view_as", None) and active_maintenance(timezone.now()) is None


def _links(request: HttpRequest, place: NavPlace) -> "SimpleLazyObject[object]":
    return SimpleLazyObject(lambda: links_for(request, place))
