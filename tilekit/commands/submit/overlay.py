"""Decides which findings count in the portal, according to its check settings and the waivers of a listing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from tilekit.commands.listing_outcome import FindingJson, ListingOutcome
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

Mode = Literal["observe", "warn", "enforce"]


class CheckModeReply(Struct, frozen=True):
    """A check as the portal runs it. blocks_from is the RFC 3339 time when it is enforced; None without a date."""

    code: str
    mode: Mode
    blocks_from: str | None = None


class ChecksReply(Struct, frozen=True):
    """The portal's checks, and the version of the checks that the portal has."""

    catalogue_version: str
    checks: list[CheckModeReply]


class WaiverReply(Struct, frozen=True):
    """A waiver of a finding. until is an RFC 3339 time; None if the waiver has no end."""

    fingerprint: str
    until: str | None = None

    def holds(self, now: datetime) -> bool:
        """Whether the waiver is still valid."""
        return self.until is None or now < datetime.fromisoformat(self.until)


class PortalOverlay(Struct, frozen=True, kw_only=True):
    """The portal's check settings and waivers. waived is {path as passed: fingerprints}. Checks that the portal doesn't
    have don't count.
    """

    checks: ChecksReply
    waived: Mapping[str, frozenset[str]]

    @property
    def modes(self) -> dict[str, Mode]:
        """The mode of each check whose findings partners see, by code."""
        return {check.code: check.mode for check in self.checks.checks if check.mode != "observe"}

    def applied_to(self, outcomes: Iterable[ListingOutcome]) -> Iterator[ListingOutcome]:
        """The outcomes as the portal would report them for the same content."""
        modes = self.modes
        dates = {check.code: check.blocks_from[:10] for check in self.checks.checks if check.blocks_from}
        for outcome in outcomes:
            waived = self.waived.get(outcome["path"], frozenset())
            counted = [finding for finding in outcome["findings"] if finding["code"] in modes]
            judged = outcome.copy()
            judged["findings"] = [
                _in_force(finding, modes, dates) for finding in counted if finding["fingerprint"] not in waived
            ]
            judged["unchecked"] = [finding for finding in outcome["unchecked"] if finding["code"] in modes]
            judged["catalogue_version"] = self.checks.catalogue_version
            yield judged


def _in_force(finding: FindingJson, modes: Mapping[str, Mode], dates: Mapping[str, str]) -> FindingJson:
    if modes[finding["code"]] != "warn" or finding["severity"] != "blocker":
        return finding
    softened = finding.copy()
    softened["severity"] = "warning"
    if date := dates.get(finding["code"]):
        softened["message"] = with_date(finding["message"], date)
    return softened


def with_date(message: str, date: str) -> str:
    """The message of a warning that becomes a blocker on this day (YYYY-MM-DD)."""
    return translated(N_("{message} This will be a blocker from {date}."), message=message, date=date)
