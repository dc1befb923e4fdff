"""The listings of the demo, their organisations and their states."""

from enum import IntEnum
from functools import partial
from pathlib import Path

from msgspec import Struct

from accounts.demo import HARBOUR, LAGOON

SAMPLE_FOLDERS = (
    Path(__file__).resolve().parents[2] / "tests" / "samples",
    Path(__file__).resolve().parent / "listings",
)


class DemoStage(IntEnum):
    """The stages of a demo listing, in order. Stages that end a submission are only for listings that stop there."""

    DRAFT = 1
    READY = 2
    CHECKS_FAILED = 3
    SUBMITTED = 4
    CLAIMED = 5
    CHANGES_REQUESTED = 6
    SECOND_ROUND = 7
    REJECTED = 8
    APPROVED = 9
    IN_SANDBOX = 10
    SIGNED_OFF = 11
    PUBLISHED = 12


class DemoListing(Struct, frozen=True):
    """One listing of the demo.

    folder is the name of a real listing's folder. Its history begins days_ago, with pace hours between steps.
    updates is the number of versions published after the first one; next_stop is the state of one more version.
    is_paid: on the Marketplace. logos are files of the folder for light and dark pages. is_early: loaded before the
    first page is shown.
    """

    folder: str
    days_ago: float
    stop: DemoStage
    organisation: str = LAGOON
    owner: str = ""
    pace: float = 7
    updates: int = 0
    next_stop: DemoStage | None = None
    is_paid: bool = False
    is_early: bool = False
    logos: tuple[str, str] = ("", "")

    @property
    def path(self) -> Path:
        return next(
            (root / self.folder for root in SAMPLE_FOLDERS if (root / self.folder).is_dir()),
            SAMPLE_FOLDERS[0] / self.folder,
        )

    @property
    def login(self) -> str:
        """The login of the person who submits it, the organisation's owner if no other is named."""
        return self.owner or ("partner" if self.organisation == HARBOUR else "lagoon")


_live = partial(DemoListing, stop=DemoStage.PUBLISHED)
_BLACK_AND_WHITE = ("images/logo-full-black.svg", "images/logo-full-white.svg")
# Work in progress comes first, then tiles from the newest to the oldest, so that useful listings are loaded first.
DEMO_LISTINGS = (
    DemoListing(folder="octoprint", organisation=HARBOUR, stop=DemoStage.DRAFT, days_ago=2, is_early=True),
    DemoListing(
        folder="external_secrets", organisation=HARBOUR, stop=DemoStage.CHANGES_REQUESTED, days_ago=9, is_early=True
    ),
    DemoListing(folder="tailscale", stop=DemoStage.CLAIMED, days_ago=1, pace=4, is_early=True),
    DemoListing(folder="devcycle", stop=DemoStage.IN_SANDBOX, days_ago=12, is_paid=True, is_early=True),
    _live("vercel", 16, pace=19, organisation=HARBOUR, is_early=True, logos=_BLACK_AND_WHITE),
    _live("upstash", 21, pace=23, is_early=True, logos=("images/logo-light.svg", "images/logo-dark.svg")),
    _live("launchdarkly", 330, pace=26, updates=3, organisation=HARBOUR),
    DemoListing(folder="datazoom", stop=DemoStage.SUBMITTED, days_ago=14, pace=5),
    DemoListing(folder="drata", organisation=HARBOUR, stop=DemoStage.SECOND_ROUND, days_ago=6, pace=9),
    DemoListing(folder="snmpwalk", stop=DemoStage.SUBMITTED, days_ago=2),
    DemoListing(
        folder="bottomline_recordandreplay",
        stop=DemoStage.SUBMITTED,
        days_ago=4,
        is_paid=True,
        logos=("assets/bottomline_logo_light.svg", "assets/bottomline_logo_dark.svg"),
    ),
    DemoListing(folder="go_pprof_scraper", organisation=HARBOUR, stop=DemoStage.CHECKS_FAILED, days_ago=3),
    _live("unifi_console", 60, pace=11, next_stop=DemoStage.APPROVED),
    _live("n2ws", 258, pace=13, updates=4, next_stop=DemoStage.SIGNED_OFF, is_paid=True),
    _live("qdrant", 48, pace=20),
    _live("retool", 131, pace=27, updates=1, logos=_BLACK_AND_WHITE),
    _live("auth0", 174, pace=17, updates=1),
    _live("aqua", 88, pace=30, next_stop=DemoStage.REJECTED),
    _live("mergify_oauth", 103, pace=12),
    _live("singlestoredb_cloud", 310, pace=33, updates=4, is_paid=True),
    _live("nomad", 143, pace=25, updates=1, organisation=HARBOUR),
    _live("speedscale", 290, pace=14, updates=4, is_paid=True, logos=("images/speedscale-landscape.svg", "")),
    _live("open_policy_agent", 162, pace=21),
    _live("stardog", 177, pace=29, organisation=HARBOUR),
    _live("cloudnatix", 320, pace=16, updates=4, is_paid=True),
    _live("syncthing", 204, pace=18, organisation=HARBOUR),
    _live("discord", 220, pace=22),
    _live("resilience4j", 236, pace=24),
)
