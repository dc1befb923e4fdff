"""URL patterns of all calls. `reverse` does not find them, because that would load every surface."""

from django.urls import re_path

from api.configure.paths import PREFIX as CONFIGURE_PREFIX
from api.ingestion.paths import PREFIX
from api.mounts import lazy_urls
from api.publishers.paths import PREFIX as PUBLISHERS_PREFIX
from api.v1.paths import PREFIX as V1_PREFIX

_PREFIXES = {
    PREFIX: "api.ingestion.urls",
    CONFIGURE_PREFIX: "api.configure.urls",
    PUBLISHERS_PREFIX: "api.publishers.urls",
    V1_PREFIX: "api.v1.urls",
}
urlpatterns = [
    *(re_path(rf"^{prefix.removeprefix('/')}/", lazy_urls(module)) for prefix, module in _PREFIXES.items()),
    re_path(r"^(?:[\w-]+/)?file/[0-9a-f-]{36}$", lazy_urls("api.ingestion.upload_urls")),
    re_path(r"^(?:[^/]+/)?oauth2/", lazy_urls("api.tokens.urls")),
]
