"""The WSGI application."""

import os

from django.core.files.storage import storages
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
storages["default"]  # Loads its client, so that the first upload doesn't wait for it.
