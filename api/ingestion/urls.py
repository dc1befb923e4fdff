from django.urls import path

from api.ingestion.paths import PREFIX
from api.ingestion.surface import ingestion

urlpatterns = [path(f"{PREFIX.removeprefix('/')}/", ingestion.urls)]
