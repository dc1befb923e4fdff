"""Submissions of a listing."""

from typing import Literal

from ninja import Schema
from pydantic import Field

from accounts.models import Team
from api.fields import DIGEST, Id, Time
from api.v1.bodies.base import LISTING, PAGE, SUBMISSION, THREAD, TILE, PageBody, PageQuery, RequestBody
from api.v1.bodies.listings import StatusBody
from api.v1.outcomes import SubmissionOutcome
from common.ids import EXAMPLE_ID
from listings.states.revision_states import RevisionState
from reviews.models import ThreadState
from tilekit.sections import limits
from validation.models import RunState

ALL = "all"
_OUTCOMES = (
    "checking: the checks are running. refused: the checks found blockers. waiting: the review teams are reviewing "
    "the submission. returned: changes were requested. sandbox: every team has approved, and `status` explains what "
    "must happen before the tile goes live. held: an admin must act first. scheduled: the tile goes live at a set "
    "time. live: customers see this submission. unlisted: the tile was published, but customers cannot currently "
    "see it. withdrawn: your organisation withdrew the submission. rejected: we rejected the submission. replaced: "
    "a later submission or another version replaced this one."
)


class NewSubmissionBody(RequestBody):
    """What to confirm and what to tell the reviewers."""

    confirm: list[str] | Literal["all"] = Field(
        default_factory=list,
        description=(
            "The checkboxes under Review & Submit that you confirm, by section and field, or “all” for every checkbox "
            "that this listing requires. You can leave out checkboxes that are already ticked."
        ),
        examples=[ALL],
    )
    note: str | None = Field(
        default=None,
        max_length=limits.REVIEWER_NOTE,
        description="Note to the reviewers. It replaces the note in the draft.",
        examples=["Only the texts changed."],
    )


class ProgressBody(Schema):
    """How many groups of checks have run."""

    done: int = Field(description="Groups of checks that have run", examples=[3])
    total: int = Field(description="Total number of groups", examples=[12])


class CheckRunBody(Schema):
    """The newest check run on a submission."""

    state: RunState | None = Field(description="Null before the first run", examples=["passed"])
    progress: ProgressBody | None = Field(description="Null unless the checks are running")
    job: Id | None = Field(description="Job that shows the progress of the checks")


class ReviewBody(Schema):
    """A team's review of a submission."""

    team: Team = Field(description="Team that reviews the submission", examples=["documentation"])
    state: Literal["waiting", "paused", "approved", "changes_requested"] = Field(
        description="paused: the team is waiting for you or for the checks", examples=["waiting"]
    )
    due_at: Time | None = Field(description="When the team's decision is due; null if the team does not have to act")
    decided_at: Time | None = Field(description="When the team decided; null until then")
    note: str = Field(description="The team's note to you", examples=[""])


class SubmissionLinks(Schema):
    """Links of a submission. page and tile are web pages."""

    self: str = Field(description="Path of this submission", examples=[SUBMISSION])
    listing: str = Field(description="Path of the listing", examples=[LISTING])
    findings: str = Field(description="Path of the findings in this submission", examples=[f"{SUBMISSION}/findings"])
    threads: str = Field(description="Path of the review threads of the listing", examples=[f"{LISTING}/threads"])
    page: str = Field(description="Path of the listing's page in the portal", examples=[PAGE])
    tile: str | None = Field(
        description="The tile in the catalogue; null if customers do not see this submission", examples=[TILE]
    )


class SubmissionBody(Schema):
    """A submission. Its content never changes."""

    id: Id = Field(description="ID of the submission")
    listing: Id = Field(description="Listing that was submitted")
    revision: int = Field(description="Revision number", examples=[1])
    round: int = Field(description="Number of the submission within its revision", examples=[1])
    digest: str = Field(
        description="Digest of the content. The same content always has the same digest.", examples=[DIGEST]
    )
    submitted_at: Time = Field(description="When the listing was submitted")
    state: RevisionState = Field(
        description=(
            "State of the revision. For an earlier submission: draft if it was withdrawn, otherwise changes_requested."
        )
    )
    outcome: SubmissionOutcome = Field(description=_OUTCOMES, examples=["waiting"])
    outcome_text: str = Field(
        description="The outcome in words, in the language of the request", examples=["Waiting for the review teams"]
    )
    status: StatusBody = Field(description="Who must act next on the revision, even if this is an earlier submission")
    checks: CheckRunBody = Field(description="Result of the checks")
    reviews: list[ReviewBody] = Field(description="Reviews by the teams; empty until the checks have passed")
    open_threads: int = Field(description="Number of unresolved threads on the revision", examples=[0])
    links: SubmissionLinks = Field(description="Links to the submission and its parts")


class SubmissionPage(PageBody):
    items: list[SubmissionBody] = Field(description="The submissions on this page")


NEWEST_COMMENTS = 10


class ThreadQuery(PageQuery):
    state: ThreadState | None = Field(default=None, description="Return only threads in this state", examples=["open"])


class NewComment(RequestBody):
    body: str = Field(description="Markdown, 1 to 5,000 characters", examples=["Fixed: it now ends with the unit."])


class CommentBody(Schema):
    id: Id = Field(description="ID of the comment")
    by: str = Field(description="Name of the person or application", examples=["Build server (application)"])
    is_partner: bool = Field(description="Whether your organisation wrote the comment")
    at: Time = Field(description="When the comment was written")
    body: str = Field(description="Markdown", examples=["Fixed: it now ends with the unit."])


class CommentPage(PageBody):
    items: list[CommentBody] = Field(description="The comments on this page")


class ThreadLinks(Schema):
    """Links of a thread. page is its page in the portal."""

    self: str = Field(description="Path of this thread", examples=[THREAD])
    comments: str = Field(description="Path of all comments in the thread", examples=[f"{THREAD}/comments"])
    listing: str = Field(description="Path of the listing", examples=[LISTING])
    page: str = Field(description="Path of the thread's page in the portal", examples=[f"{PAGE}#thread-{EXAMPLE_ID}"])


class ThreadBody(Schema):
    """A comment with its replies. Before you submit again, reply to each blocking thread or change what it is about."""

    id: Id = Field(description="ID of the thread")
    listing: Id = Field(description="Listing that the thread is about")
    submission: Id = Field(description="Submission that the thread is about")
    revision: int = Field(description="Revision number", examples=[1])
    round: int = Field(description="Number of the submission within its revision", examples=[1])
    team: Team | None = Field(description="Team that opened the thread; null if your organisation did")
    state: ThreadState = Field(description="Whether the thread is open or resolved", examples=["open"])
    is_blocking: bool = Field(description="Whether you must answer the thread before you submit again")
    is_rejection: bool = Field(description="Whether the thread explains a rejection.")
    place: str = Field(
        description="Human-readable name of the place; empty for the whole listing", examples=["Overview › Tile title"]
    )
    path: str = Field(
        description="Section and field; empty for files and the whole listing", examples=["overview.title"]
    )
    file: str = Field(description="Path in the listing's folder; empty for fields", examples=[""])
    line: int | None = Field(description="Line in the file, counted from 1", examples=[None])
    excerpt: str = Field(description="Text of the field when the thread was opened", examples=["Tide Gauge"])
    suggestion: str = Field(
        description="Text that the team suggests for the field; empty if there is none", examples=[""]
    )
    opened_at: Time = Field(description="When the thread was opened")
    resolved_at: Time | None = Field(description="When the thread was resolved; null while it is open")
    comments: list[CommentBody] = Field(
        description=(
            f"The newest comments, at most {NEWEST_COMMENTS}, oldest first. “List comments” returns all comments"
        )
    )
    comments_count: int = Field(description="Total number of comments", examples=[1])
    links: ThreadLinks = Field(description="Links to the thread and its listing")


class ThreadPage(PageBody):
    items: list[ThreadBody] = Field(description="The threads on this page")
