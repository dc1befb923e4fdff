"""What `submit` and `status` report in the end."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from tilekit.commands.submit.bodies import Finding, Listing, Submission
from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.outcomes import OUTCOMES, REFUSED


class Result(Struct, frozen=True, kw_only=True):
    """outcome is a name in OUTCOMES. missing are required fields that are empty, by section and name.

    problem is why the command stopped before the portal was through, "" if it was.
    """

    outcome: str
    listing: Listing | None = None
    submission: Submission | None = None
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str = ""

    @property
    def exit_code(self) -> int:
        """The exit code of the outcome."""
        return OUTCOMES[self.outcome].exit_code

    def of(self, listing: Listing) -> "Result":
        """The same with its listing."""
        return msgspec.structs.replace(self, listing=listing)

    def as_json(self, address: Callable[[str], str] = str) -> dict[str, Any]:
        """The contract of `--format json`; address makes whole addresses of the portal's paths."""
        return {
            "outcome": self.outcome,
            "exit_code": self.exit_code,
            "problem": self.problem,
            "listing": _listing_as_json(self.listing, address) if self.listing else None,
            "submission": _submission_as_json(self.submission, address) if self.submission else None,
            "findings": msgspec.to_builtins(self.findings),
            "missing": list(self.missing),
        }


def _listing_as_json(listing: Listing, address: Callable[[str], str]) -> dict[str, Any]:
    """Without the state, which is that of the beginning."""
    return {"id": listing.id, "name": listing.name, "page": address(listing.links.page)}


def _submission_as_json(submission: Submission, address: Callable[[str], str]) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(submission)
    made["links"] = {name: address(path) if path else None for name, path in made["links"].items()}
    return made


def result_of_refusal(refused: CallRefused) -> Result:
    """What the checks or the empty fields of a listing have against it; raises the refusal again if it is another."""
    missing = refused.context.get("missing")
    if not refused.findings and not missing:
        raise refused
    return Result(
        outcome=REFUSED,
        findings=tuple(msgspec.convert(refused.findings, list[Finding])),
        missing=tuple(map(str, missing)) if isinstance(missing, list) else (),
        problem=str(refused),
    )
