"""Review threads: comments on a place of the listing, with replies."""

from ninja import Schema
from pydantic import Field

from accounts.models import Team
from api.fields import Id, Time
from api.v1.bodies.links import LISTING, PAGE, THREAD
from api.v1.bodies.pages import PageBody, PageQuery
from api.v1.bodies.requests import RequestBody
from common.ids import EXAMPLE_ID
from reviews.models import ThreadState

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
    is_rejection: bool = Field(description="Whether the thread explains a rejection. A reply is then an appeal.")
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
