"""Paths for the examples of links."""

from api.examples import ID
from api.v1.paths import PREFIX

LISTING, PAGE = f"{PREFIX}/listings/{ID}", f"/listings/{ID}/"
SUBMISSION = f"{PREFIX}/submissions/{ID}"
THREAD = f"{PREFIX}/threads/{ID}"
WEBHOOK = f"{PREFIX}/webhooks/{ID}"
TILE = "/catalogue/tide-gauge/"
