from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from api.ingestion.surface import ingestion
from api.tokens.surface import tokens


def _routes(surface: NinjaAPI) -> list[URLPattern | URLResolver]:
    """The surface's routes without its start page, which would take the address of the portal's."""
    patterns, *_names = surface.urls
    return [each for each in patterns if getattr(each, "name", "") != "api-root"]


urlpatterns = [
    path("", include((_routes(tokens), "tokens"))),
    path("", include((_routes(ingestion), "ingestion"))),
]
