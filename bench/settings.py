"""The portal's settings with one more URL: a minimal view, as the baseline for comparisons."""

from portal.settings import *  # only the URLs differ
from portal.settings import STORAGES

ROOT_URLCONF = "bench.urls"
# Static files are not collected for requests inside this process.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
