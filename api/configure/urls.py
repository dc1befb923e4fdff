from django.urls import path

from api.configure.paths import PREFIX
from api.configure.surface import configure

urlpatterns = [path(f"{PREFIX.removeprefix('/')}/", configure.urls)]
