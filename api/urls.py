from django.urls import path

from api.ingestion.paths import PREFIX
from api.ingestion.surface import ingestion
from api.tokens.surface import tokens

SURFACES = (tokens, ingestion)
urlpatterns = [
    path(f"{PREFIX.removeprefix('/')}/", ingestion.urls),
    # Below the root, because a path begins with a tenant's id; the start page that comes along is behind the portal's.
    path("", tokens.urls),
]
