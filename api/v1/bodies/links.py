"""Paths for the examples of links."""

from api.v1.paths import PREFIX
from common.ids import EXAMPLE_ID

LISTING, PAGE = f"{PREFIX}/listings/{EXAMPLE_ID}", f"/listings/{EXAMPLE_ID}/"
SUBMISSION = f"{PREFIX}/submissions/{EXAMPLE_ID}"
THREAD = f"{PREFIX}/threads/{EXAMPLE_ID}"
WEBHOOK = f"{PREFIX}/webhooks/{EXAMPLE_ID}"
TILE = "/catalogue/tide-gauge/"
