"""What of the findings counts in the portal: its rollout of checks and the waivers of a listing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from tilekit.commands.outcome import FindingJson, Outcome

Mode = Literal["observe", "warn", "enforce"]


class CheckMode(Struct, frozen=True):
    """A check as the portal runs it."""

    code: str
    mode: Mode


class Checks(Struct, frozen=True):
    """catalogue_version names the very checks that run in the portal."""

    catalogue_version: str
    checks: list[CheckMode]


class Waiver(Struct, frozen=True):
    """until is RFC 3339, None for a waiver without an end."""

    fingerprint: str
    until: str | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.until is None or now < datetime.fromisoformat(self.until)


class Overlay(Struct, frozen=True, kw_only=True):
    """waived is {path as it was given: fingerprints}. Checks that the portal does not have count for nothing there."""

    checks: Checks
    waived: Mapping[str, frozenset[str]]

    @property
    def modes(self) -> dict[str, Mode]:
        """By code, those that partners see."""
        return {each.code: each.mode for each in self.checks.checks if each.mode != "observe"}

    def laid_over(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes with what the portal would report for the same content."""
        modes = self.modes
        for outcome in outcomes:
            waived = self.waived.get(outcome["path"], frozenset())
            counted = [each for each in outcome["findings"] if each["code"] in modes]
            judged = outcome.copy()
            judged["findings"] = [_in_force(each, modes) for each in counted if each["fingerprint"] not in waived]
            judged["unchecked"] = [each for each in outcome["unchecked"] if each["code"] in modes]
            judged["catalogue_version"] = self.checks.catalogue_version
            yield judged


def _in_force(finding: FindingJson, modes: Mapping[str, Mode]) -> FindingJson:
    if modes[finding["code"]] != "warn" or finding["severity"] != "blocker":
        return finding
    softened = finding.copy()
    softened["severity"] = "warning"
    return softened
