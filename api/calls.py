from django.urls import path

from api.configure.paths import PREFIX as CONFIGURE_PREFIX
from api.configure.surface import configure
from api.ingestion.paths import PREFIX
from api.ingestion.surface import ingestion
from api.publishers.paths import PREFIX as PUBLISHERS_PREFIX
from api.publishers.surface import publishers
from api.tokens.surface import tokens
from api.uploads.views import receive_file
from api.v1.paths import PREFIX as V1_PREFIX
from api.v1.surface import v1

SURFACES = (tokens, ingestion, publishers, configure, v1)
urlpatterns = [
    path(f"{PREFIX.removeprefix('/')}/", ingestion.urls),
    path(f"{CONFIGURE_PREFIX.removeprefix('/')}/", configure.urls),
    path("file/<uuid:entity_id>", receive_file),
    # Clients of a storage service that is not on a host of its own name an account first.
    path("<slug:account>/file/<uuid:entity_id>", receive_file),
    path(f"{PUBLISHERS_PREFIX.removeprefix('/')}/", publishers.urls),
    path(f"{V1_PREFIX.removeprefix('/')}/", v1.urls),
    # Below the root, because a path begins with a tenant's id; the start page that comes along is behind the portal's.
    path("", tokens.urls),
]
