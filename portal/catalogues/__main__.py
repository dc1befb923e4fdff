"""`make messages`: write the templates, and bring the catalogues of all languages to the texts."""

from portal.catalogues.domains import DOMAINS
from portal.catalogues.updates import update

for domain in DOMAINS:
    update(domain)
