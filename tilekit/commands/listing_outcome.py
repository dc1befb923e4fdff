"""The result of `validate` for one listing, as plain values that are printed, cached and sent between processes.

The keys are the contract of `--format json`.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NotRequired, TypedDict

from msgspec import Struct, field

SeverityName = Literal["blocker", "warning", "advice"]
SEVERITY_NAMES: tuple[SeverityName, ...] = ("blocker", "warning", "advice")


FixJson = TypedDict(
    "FixJson", {"title": str, "class": Literal["safe", "suggested"], "patch": NotRequired[str | dict[str, object]]}
)
"""patch is a unified diff, or {path: value} for a fix that sets fields. It is only present with --patches."""


class PlaceJson(TypedDict):
    """Another place of a finding, in the same file."""

    line: int | None
    column: int | None
    pointer: str


class FindingJson(TypedDict):
    """A finding in JSON. line and column count from 1. In a CSV, the pointer ends with the column's name: `/<first
    cell>/<column>`.

    other_places is only in outcomes; reports have a finding for each row. Its codes are the checks of the row with
    their number of findings; places has all findings and places if there are several.
    """

    code: str
    severity: SeverityName
    path: str
    file: str
    line: int | None
    column: int | None
    pointer: str
    message: str
    fingerprint: str
    fix: FixJson | None
    other_places: NotRequired[list[PlaceJson]]
    codes: NotRequired[dict[str, int]]
    places: NotRequired[list["FindingJson"]]


class UncheckedJson(TypedDict):
    """A check that could not be finished. fault is the type of the exception, place the line of
    tilekit that raised it.
    """

    code: str
    cause: Literal["crash", "budget"]
    message: str
    fault: str
    place: str


class IneffectiveIgnoreJson(TypedDict):
    """A comment that should ignore a finding but doesn't, with the reason."""

    file: str
    line: int
    message: str


class ListingOutcome(TypedDict):
    """The result for one listing. path is as passed. A listing without findings is clean only if unchecked is empty.

    accepted is the number of findings that are left out because of the baseline; only present with a baseline.
    catalogue_version is the version of the portal's checks that decided which findings count; only present with
    --portal.
    """

    path: str
    name: str
    digest: str
    findings: list[FindingJson]
    skipped: list[str]
    unchecked: list[UncheckedJson]
    ineffective_ignores: list[IneffectiveIgnoreJson]
    accepted: NotRequired[int]
    catalogue_version: NotRequired[str]


class FindingCounts(Struct):
    """Counts the outcomes that pass through it. unchecked contains the codes of checks that could not be finished.

    ineffective_ignores has a line about each comment that ignores nothing.
    """

    listings: int = 0
    blockers: int = 0
    warnings: int = 0
    advice: int = 0
    accepted: int = 0
    unchecked: set[str] = field(default_factory=set)
    ineffective_ignores: list[str] = field(default_factory=list)

    def counted(self, outcomes: Iterable[ListingOutcome]) -> Iterator[ListingOutcome]:
        """Yield the outcomes unchanged, and count them."""
        for outcome in outcomes:
            self.listings += 1
            self.accepted += outcome.get("accepted", 0)
            self.unchecked.update(check["code"] for check in outcome["unchecked"])
            self.ineffective_ignores += [
                f"{outcome['path']}/{one['file']}:{one['line']}: {one['message']}"
                for one in outcome["ineffective_ignores"]
            ]
            for finding in outcome["findings"]:
                self.add(finding["severity"])
            yield outcome

    def add(self, severity: SeverityName) -> None:
        self.blockers += severity == "blocker"
        self.warnings += severity == "warning"
        self.advice += severity == "advice"


def position_text(finding: FindingJson) -> str:
    """The position as far as it is known: `12:5`, `12` or ""."""
    return ":".join(str(number) for number in (finding["line"], finding["column"]) if number is not None)
