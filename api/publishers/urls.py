from django.urls import path

from api.publishers.paths import PREFIX
from api.publishers.surface import publishers

urlpatterns = [path(f"{PREFIX.removeprefix('/')}/", publishers.urls)]
