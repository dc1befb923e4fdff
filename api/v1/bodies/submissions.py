"""Submissions of a listing."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.models import Team
from api.v1.bodies.listings import Status
from api.v1.bodies.pages import PageBody
from api.v1.bodies.sent import Sent
from api.v1.outcomes import Outcome
from listings.states import State
from tilekit.sections import limits
from validation.models import RunState

ALL = "all"
_OUTCOMES = (
    "checking: the checks are running. refused: the checks found blockers. waiting: the review teams have it. "
    "returned: changes were requested. sandbox: it is approved; the status says what it needs before it goes live. "
    "held: our team must act first. scheduled: it goes live at a set time. live: customers see it. "
    "withdrawn: your organisation took it back. rejected: we declined it. "
    "replaced: a later submission or another version replaced it."
)


class NewSubmission(Sent):
    """What to confirm and tell the reviewers with a submission."""

    confirm: list[str] | Literal["all"] = Field(
        default_factory=list,
        description=(
            "The boxes of Review & Submit that you confirm, by section and field; “all” for every box that this "
            "listing requires. Boxes that are already ticked need not be listed."
        ),
        examples=[ALL],
    )
    note: str | None = Field(
        default=None,
        max_length=limits.REVIEWER_NOTE,
        description="Note to the reviewers; it replaces the one in the draft",
        examples=["Only the texts changed."],
    )


class Progress(Schema):
    """How many groups of checks have run."""

    done: int
    total: int


class Checks(Schema):
    """The newest run of checks of a submission."""

    state: RunState | None = Field(description="null before the first run", examples=["passed"])
    progress: Progress | None = Field(description="null unless they are running")
    job: UUID | None = Field(description="The job that shows their progress")


class Review(Schema):
    """A team's review of a submission."""

    team: Team = Field(examples=["documentation"])
    state: Literal["waiting", "paused", "approved", "changes_requested"] = Field(
        description="paused: the team waits for you or for the checks", examples=["waiting"]
    )
    due_at: datetime | None = Field(description="When the team's answer is due; null if it has nothing to do")
    decided_at: datetime | None
    note: str = Field(description="The team's note to you", examples=[""])


class SubmissionLinks(Schema):
    """Addresses that belong to the submission; page and tile are pages for people."""

    self: str
    listing: str
    findings: str
    threads: str
    page: str
    tile: str | None = Field(description="The tile in the catalogue; null if customers do not see this submission")


class Submission(Schema):
    """A submission. Its content never changes."""

    id: UUID
    listing: UUID
    revision: int = Field(description="Number of the revision", examples=[1])
    round: int = Field(description="Number of the submission within its revision", examples=[1])
    digest: str = Field(description="Digest of the content; the same for the same content")
    submitted_at: datetime
    state: State = Field(
        description="State of the revision; for an earlier submission, draft if withdrawn, else changes_requested"
    )
    outcome: Outcome = Field(description=_OUTCOMES, examples=["waiting"])
    outcome_text: str
    status: Status = Field(description="Who acts next on the revision, even if this is an earlier submission")
    checks: Checks
    reviews: list[Review]
    open_threads: int = Field(description="Comments on the revision that are not resolved", examples=[0])
    links: SubmissionLinks


class SubmissionPage(PageBody):
    items: list[Submission]
