"""Submissions of a listing."""

from typing import Literal

from accounts.models import Team
from api.fields import DIGEST, ApiSchema, Id, Time, described
from api.v1.bodies.base import EXAMPLE_DIGEST, LISTING, PAGE, SUBMISSION, THREAD, TILE, PageBody, PageQuery, RequestBody
from api.v1.bodies.listings import StatusBody
from api.v1.outcomes import SubmissionOutcome
from common.ids import EXAMPLE_ID
from listings.states.revision_states import RevisionState
from reviews.models import CommentPriority, ThreadState
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

    confirm: list[str] | Literal["all"] = described(
        "The checkboxes under Review & Submit that you confirm, by section and field, or “all” for every checkbox "
        "that this listing requires. You can leave out checkboxes that are already ticked.",
        ALL,
        default_factory=list,
    )
    note: str | None = described(
        "Note to the reviewers. It replaces the note in the draft.",
        "Only the texts changed.",
        default=None,
        max_length=limits.REVIEWER_NOTE,
    )


class ProgressBody(ApiSchema):
    """How many groups of checks have run."""

    done: int = described("Groups of checks that have run", 3)
    total: int = described("Total number of groups", 12)


class CheckRunBody(ApiSchema):
    """The newest check run on a submission."""

    state: RunState | None = described("Null before the first run", "passed")
    progress: ProgressBody | None = described("Null unless the checks are running")
    job: Id | None = described("Job that shows the progress of the checks")


class ReviewBody(ApiSchema):
    """A team's review of a submission."""

    team: Team = described("Team that reviews the submission", "documentation")
    state: Literal["waiting", "paused", "approved", "changes_requested"] = described(
        "paused: the team is waiting for you or for the checks", "waiting"
    )
    due_at: Time | None = described("When the team's decision is due; null if the team does not have to act")
    decided_at: Time | None = described("When the team decided; null until then")
    note: str = described("The team's note to you", "")


class SubmissionLinks(ApiSchema):
    """Links of a submission. page and tile are web pages."""

    self: str = described("Path of this submission", SUBMISSION)
    listing: str = described("Path of the listing", LISTING)
    findings: str = described("Path of the findings in this submission", f"{SUBMISSION}/findings")
    threads: str = described("Path of the review threads of the listing", f"{LISTING}/threads")
    page: str = described("Path of the listing's page in the portal", PAGE)
    tile: str | None = described("The tile in the catalogue; null if customers do not see this submission", TILE)


class SubmissionBody(ApiSchema):
    """A submission. Its content never changes."""

    id: Id = described("ID of the submission")
    listing: Id = described("Listing that was submitted")
    revision: int = described("Revision number", 1)
    round: int = described("Number of the submission within its revision", 1)
    digest: str = described("Digest of the content. The same content always has the same digest.", DIGEST)
    submitted_at: Time = described("When the listing was submitted")
    state: RevisionState = described(
        "State of the revision. For an earlier submission: draft if it was withdrawn, otherwise changes_requested."
    )
    outcome: SubmissionOutcome = described(_OUTCOMES, "waiting")
    outcome_text: str = described(
        "The outcome in words, in the language of the request", "Waiting for the review teams"
    )
    status: StatusBody = described("Who must act next on the revision, even if this is an earlier submission")
    checks: CheckRunBody = described("Result of the checks")
    reviews: list[ReviewBody] = described("Reviews by the teams; empty until the checks have passed")
    open_threads: int = described("Number of unresolved threads on the revision", 0)
    links: SubmissionLinks = described("Links to the submission and its parts")


class SubmissionPage(PageBody):
    items: list[SubmissionBody] = described("The submissions on this page")


NEWEST_COMMENTS = 10


class ThreadQuery(PageQuery):
    state: ThreadState | None = described("Return only threads in this state", "open", default=None)


class NewComment(RequestBody):
    body: str = described("Markdown, 1 to 5,000 characters", "Fixed: it now ends with the unit.")


class ReopeningBody(RequestBody):
    """Why a thread is reopened."""

    reason: str = described(
        "Reason for reopening the thread, added as a comment. Markdown, up to 5,000 characters. Required if a reviewer "
        "resolved the thread",
        "The setting is still missing.",
        default="",
    )


class CommentBody(ApiSchema):
    id: Id = described("ID of the comment")
    by: str = described("Name of the person or application", "Build server (application)")
    is_partner: bool = described("Whether your organisation wrote the comment")
    at: Time = described("When the comment was written")
    body: str = described("Markdown", "Fixed: it now ends with the unit.")


class CommentPage(PageBody):
    items: list[CommentBody] = described("The comments on this page")


class ThreadLinks(ApiSchema):
    """Links of a thread. page is its page in the portal."""

    self: str = described("Path of this thread", THREAD)
    comments: str = described("Path of all comments in the thread", f"{THREAD}/comments")
    listing: str = described("Path of the listing", LISTING)
    page: str = described("Path of the thread's page in the portal", f"{PAGE}#thread-{EXAMPLE_ID}")


class SuggestedFileBody(ApiSchema):
    """A file that a team suggests. href is the path at which it is downloaded."""

    name: str = described("Name of the file", "tide-gauge.svg")
    size: int = described("Size in bytes", 4)
    href: str = described("Path of the file", f"{THREAD}/files/{EXAMPLE_DIGEST}")


class ThreadBody(ApiSchema):
    """A comment with its replies. Before you submit again, reply to each blocking thread or change what it is about."""

    id: Id = described("ID of the thread")
    listing: Id = described("Listing that the thread is about")
    submission: Id = described("Submission that the thread is about")
    revision: int = described("Revision number", 1)
    round: int = described("Number of the submission within its revision", 1)
    team: Team | None = described("Team that opened the thread; null if your organisation did")
    state: ThreadState = described("Whether the thread is open or resolved", "open")
    is_blocking: bool = described("Whether you must answer the thread before you submit again")
    priority: CommentPriority | None = described(
        "Priority of a reviewer's thread. A `must` thread is blocking unless your organisation reopened it. "
        "Null for other threads",
        "should",
    )
    is_rejection: bool = described("Whether the thread explains a rejection.")
    place: str = described("Human-readable name of the place; empty for the whole listing", "Overview › Tile title")
    path: str = described("Section and field; empty for files and the whole listing", "overview.title")
    file: str = described("Path in the listing's folder; empty for fields", "")
    line: int | None = described("Line in the file, counted from 1", None)
    excerpt: str = described("Text of the field when the thread was opened", "Tide Gauge")
    suggestion: str = described(
        "Value, row or text of a file that the team suggests, as text; empty if there is none", ""
    )
    suggested_files: list[SuggestedFileBody] = described("Files that the team suggests, such as a logo")
    opened_at: Time = described("When the thread was opened")
    resolved_at: Time | None = described("When the thread was resolved; null while it is open")
    is_resolved_by_partner: bool = described("Whether your organisation resolved the thread; false while it is open")
    reopened_at: Time | None = described("When the thread was last reopened; null if it never was", default=None)
    comments: list[CommentBody] = described(
        f"The newest comments, at most {NEWEST_COMMENTS}, oldest first. “List comments” returns all comments"
    )
    comments_count: int = described("Total number of comments", 1)
    links: ThreadLinks = described("Links to the thread and its listing")


class ThreadPage(PageBody):
    items: list[ThreadBody] = described("The threads on this page")
