"""What `validate` found in one listing: plain values that are printed, kept in the cache and sent between processes.

The keys are the contract of `--format json`.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NotRequired, TypedDict

from msgspec import Struct, field

SeverityName = Literal["blocker", "warning", "advice"]
SEVERITIES: tuple[SeverityName, ...] = ("blocker", "warning", "advice")


FixJson = TypedDict(
    "FixJson", {"title": str, "class": Literal["safe", "suggested"], "patch": NotRequired[str | dict[str, object]]}
)
"""patch is a unified diff, or {path: value} for a fix that sets fields; it is there if somebody asked for patches."""


class FindingJson(TypedDict):
    """line and column count from 1. In a CSV the pointer ends with the column's name: `/<first cell>/<column>`."""

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


class UncheckedJson(TypedDict):
    """A check that could not be finished. fault is the type of the exception, place the line of tilekit."""

    code: str
    cause: Literal["crash", "budget"]
    message: str
    fault: str
    place: str


class Outcome(TypedDict):
    """path is as it was given. Without findings a listing is clean only if unchecked is empty.

    accepted is how many findings are left out because the baseline has them; it is there with a baseline only.
    catalogue_version names the checks of the portal that decided which findings count; it is there with --portal only.
    """

    path: str
    name: str
    digest: str
    findings: list[FindingJson]
    skipped: list[str]
    unchecked: list[UncheckedJson]
    accepted: NotRequired[int]
    catalogue_version: NotRequired[str]


class Tally(Struct):
    """Counts what passes through it. unchecked holds the codes of checks that could not be finished."""

    listings: int = 0
    blockers: int = 0
    warnings: int = 0
    advice: int = 0
    accepted: int = 0
    unchecked: set[str] = field(default_factory=set)

    def counted(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The same outcomes."""
        for outcome in outcomes:
            self.listings += 1
            self.accepted += outcome.get("accepted", 0)
            self.unchecked.update(each["code"] for each in outcome["unchecked"])
            for finding in outcome["findings"]:
                self.add(finding["severity"])
            yield outcome

    def add(self, severity: SeverityName) -> None:
        self.blockers += severity == "blocker"
        self.warnings += severity == "warning"
        self.advice += severity == "advice"


def place_of(finding: FindingJson) -> str:
    """`12:5`, `12` or "", as far as the place is known."""
    return ":".join(str(number) for number in (finding["line"], finding["column"]) if number is not None)
