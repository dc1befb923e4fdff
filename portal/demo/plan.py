"""Which listings the demo shows, whose they are, and how far each has come."""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from accounts.demo import HARBOUR, LAGOON

LISTINGS = Path(__file__).resolve().parents[2] / "tests" / "samples"


class Stop(IntEnum):
    """How far a listing is carried; each stop includes the earlier ones."""

    DRAFT = 1
    READY = 2
    IN_REVIEW = 3
    CHANGES_REQUESTED = 4
    APPROVED = 5
    IN_SANDBOX = 6
    PUBLISHED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoListing:
    """folder is the name of a real listing's folder; days_ago is when its story begins."""

    folder: str
    organisation: str
    owner: str
    stop: Stop
    days_ago: int


DEMO_LISTINGS = (
    DemoListing(folder="octoprint", organisation=HARBOUR, owner="partner", stop=Stop.DRAFT, days_ago=2),
    DemoListing(
        folder="external_secrets", organisation=HARBOUR, owner="partner", stop=Stop.CHANGES_REQUESTED, days_ago=9
    ),
    DemoListing(folder="launchdarkly", organisation=HARBOUR, owner="partner", stop=Stop.PUBLISHED, days_ago=30),
    DemoListing(folder="tailscale", organisation=LAGOON, owner="lagoon", stop=Stop.IN_REVIEW, days_ago=4),
    DemoListing(folder="devcycle", organisation=LAGOON, owner="lagoon", stop=Stop.IN_SANDBOX, days_ago=12),
    DemoListing(folder="vercel", organisation=LAGOON, owner="lagoon", stop=Stop.PUBLISHED, days_ago=45),
)
