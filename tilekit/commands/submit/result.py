"""The final results of `submit` and `status`."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.outcomes import OUTCOMES, REFUSED
from tilekit.commands.submit.replies import FindingReply, ListingReply, SubmissionReply


class SubmitResult(Struct, frozen=True, kw_only=True):
    """The final result of a command. outcome is a name in OUTCOMES.

    missing contains the required fields that are empty, by section and name. problem is the reason why the command
    stopped before the portal had finished; "" if it had finished.
    """

    outcome: str
    listing: ListingReply | None = None
    submission: SubmissionReply | None = None
    findings: tuple[FindingReply, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str = ""

    @property
    def exit_code(self) -> int:
        """The exit code of the outcome."""
        return OUTCOMES[self.outcome].exit_code

    def of(self, listing: ListingReply) -> "SubmitResult":
        """A copy of this result with the listing."""
        return msgspec.structs.replace(self, listing=listing)

    def as_json(self, address: Callable[[str], str] = str) -> dict[str, Any]:
        """The object that `--format json` prints. address turns the portal's paths into full URLs."""
        return {
            "outcome": self.outcome,
            "exit_code": self.exit_code,
            "problem": self.problem,
            "listing": _listing_as_json(self.listing, address) if self.listing else None,
            "submission": _submission_as_json(self.submission, address) if self.submission else None,
            "findings": msgspec.to_builtins(self.findings),
            "missing": list(self.missing),
        }


def _listing_as_json(listing: ListingReply, address: Callable[[str], str]) -> dict[str, Any]:
    """The listing as JSON, without its state, which was read at the start of the command and may have changed."""
    return {"id": listing.id, "name": listing.name, "page": address(listing.links.page)}


def _submission_as_json(submission: SubmissionReply, address: Callable[[str], str]) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(submission)
    row["links"] = {name: address(path) if path else None for name, path in row["links"].items()}
    return row


def result_of_refusal(error: CallRefused) -> SubmitResult:
    """The findings or the empty fields for which the checks refused a listing. Raises the error again if it has another
    reason.
    """
    missing = error.context.get("missing")
    if not error.findings and not missing:
        raise error
    return SubmitResult(
        outcome=REFUSED,
        findings=tuple(msgspec.convert(error.findings, list[FindingReply])),
        missing=tuple(map(str, missing)) if isinstance(missing, list) else (),
        problem=str(error),
    )
