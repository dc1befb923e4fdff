"""`make messages`: write the templates, and bring the catalogues of all languages to the texts."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from portal.catalogues.domains import DOMAINS
from portal.catalogues.updates import update

for domain in DOMAINS:
    update(domain)
