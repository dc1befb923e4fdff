"""The portal's settings, with one bare view to compare with."""

from portal.settings import *  # noqa: F403 only the addresses are others
from portal.settings import STORAGES

ROOT_URLCONF = "bench.urls"
# Nothing is collected for pages that are asked for inside this process.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
