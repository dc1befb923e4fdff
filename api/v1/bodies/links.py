"""Paths for the examples of links."""

from api.paths import V1_PREFIX
from common.ids import EXAMPLE_ID

LISTING, PAGE = f"{V1_PREFIX}/listings/{EXAMPLE_ID}", f"/listings/{EXAMPLE_ID}/"
SUBMISSION = f"{V1_PREFIX}/submissions/{EXAMPLE_ID}"
THREAD = f"{V1_PREFIX}/threads/{EXAMPLE_ID}"
WEBHOOK = f"{V1_PREFIX}/webhooks/{EXAMPLE_ID}"
TILE = "/catalogue/tide-gauge/"
