from django.urls import path

from api.v1.paths import PREFIX
from api.v1.surface import v1

urlpatterns = [path(f"{PREFIX.removeprefix('/')}/", v1.urls)]
