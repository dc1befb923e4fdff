"""The outcomes of a submission: one table for the exit codes, the JSON and docs/ci.md."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.commands.exit_codes import USAGE_ERROR
from tilekit.core.messages import N_

LATER_CODE = 5
LIVE, ALREADY_LIVE, REFUSED, ERROR, LATER = "live", "already-live", "refused", "error", "later"
REJECTED, UNLISTED = "rejected", "unlisted"


class CommandOutcome(Struct, frozen=True, kw_only=True):
    """An outcome of a submission. name is the word in the JSON; meaning is shown to people."""

    name: str
    exit_code: int
    meaning: str


_OUTCOME_ROWS = (
    (LIVE, 0, N_("Live: the tile page shows this version.")),
    (ALREADY_LIVE, 0, N_("This version is already live. Nothing was submitted.")),
    ("checking", 0, N_("Submitted. The checks are running.")),
    ("waiting", 0, N_("The checks passed. The listing is now in review.")),
    ("sandbox", 0, N_("Approved, but not scheduled for release yet.")),
    ("scheduled", 0, N_("Approved. The release date is set.")),
    (REFUSED, 1, N_("The checks found blockers. Fix them, then submit again.")),
    (ERROR, USAGE_ERROR, N_("The command was used incorrectly, or the portal rejected the request.")),
    ("returned", 3, N_("Changes were requested. Make the changes, then submit again.")),
    ("held", 4, N_("Our staff must act first. You don't need to do anything.")),
    (LATER, LATER_CODE, N_("Not finished in time. Run the same command again later.")),
    (UNLISTED, 6, N_("Published, but customers can't currently see the tile in the catalogue.")),
    ("withdrawn", 6, N_("This submission was withdrawn.")),
    (REJECTED, 6, N_("This submission was rejected.")),
    ("replaced", 6, N_("Another version replaced this submission.")),
)
OUTCOMES: Mapping[str, CommandOutcome] = {
    name: CommandOutcome(name=name, exit_code=code, meaning=meaning) for name, code, meaning in _OUTCOME_ROWS
}
IN_REVIEW, APPROVED, IN_SANDBOX = "in-review", "approved", "in-sandbox"
# The states for --wait-for, and the outcomes in which a submission has not reached them yet.
STAGES: Mapping[str, frozenset[str]] = {
    IN_REVIEW: frozenset({"checking"}),
    APPROVED: frozenset({"checking", "waiting"}),
    IN_SANDBOX: frozenset({"checking", "waiting", "sandbox"}),
    LIVE: frozenset({"checking", "waiting", "sandbox", "scheduled"}),
}
# Names of the states in earlier versions.
EARLIER_STAGES: Mapping[str, str] = {"checks": IN_REVIEW, "review": APPROVED, "sandbox": IN_SANDBOX}
# Nothing else can be submitted in these states.
OPEN_OUTCOMES = frozenset({"checking", "waiting", "sandbox", "scheduled", "held"})
# A person decided. Submitting the same content again would lead to the same decision.
DECIDED_OUTCOMES = frozenset({"returned", REJECTED, UNLISTED})
