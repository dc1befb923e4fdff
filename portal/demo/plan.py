"""Which listings the demo shows, whose they are, and how far each has come."""

from enum import IntEnum
from pathlib import Path

from msgspec import Struct

from accounts.demo import HARBOUR, LAGOON

LISTINGS = Path(__file__).resolve().parents[2] / "tests" / "samples"


class Stop(IntEnum):
    """How far a listing is carried; each stop includes the earlier ones."""

    DRAFT = 1
    READY = 2
    SUBMITTED = 3
    IN_REVIEW = 4
    CHANGES_REQUESTED = 5
    APPROVED = 6
    IN_SANDBOX = 7
    PUBLISHED = 8


class DemoListing(Struct, frozen=True, kw_only=True):
    """folder is the name of a real listing's folder; days_ago is when its story begins. is_paid: on the Marketplace."""

    folder: str
    organisation: str
    owner: str
    stop: Stop
    days_ago: int
    is_paid: bool = False


# The oldest first, so that what is listed by age is told in order.
DEMO_LISTINGS = (
    DemoListing(folder="vercel", organisation=LAGOON, owner="lagoon", stop=Stop.PUBLISHED, days_ago=45),
    DemoListing(folder="launchdarkly", organisation=HARBOUR, owner="partner", stop=Stop.PUBLISHED, days_ago=30),
    DemoListing(
        folder="devcycle", organisation=LAGOON, owner="lagoon", stop=Stop.IN_SANDBOX, days_ago=12, is_paid=True
    ),
    DemoListing(
        folder="external_secrets", organisation=HARBOUR, owner="partner", stop=Stop.CHANGES_REQUESTED, days_ago=9
    ),
    DemoListing(folder="tailscale", organisation=LAGOON, owner="lagoon", stop=Stop.IN_REVIEW, days_ago=4),
    DemoListing(folder="octoprint", organisation=HARBOUR, owner="partner", stop=Stop.DRAFT, days_ago=2),
)
