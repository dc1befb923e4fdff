"""`make messages`: writes the templates, and updates the catalogues of all languages."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from portal.message_catalogues.domains import DOMAINS
from portal.message_catalogues.updates import update_catalogues

for domain in DOMAINS:
    update_catalogues(domain)
