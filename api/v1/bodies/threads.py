"""Review threads: comments on a place of the listing, with replies."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.models import Team
from api.v1.bodies.pages import PageBody, PageQuery
from api.v1.bodies.requests import RequestBody
from reviews.models import ThreadState

NEWEST_COMMENTS = 10


class ThreadQuery(PageQuery):
    state: ThreadState | None = Field(default=None, description="Return only threads in this state", examples=["open"])


class NewComment(RequestBody):
    body: str = Field(description="Markdown, 1 to 5,000 characters", examples=["Fixed: it now ends with the unit."])


class CommentBody(Schema):
    id: UUID
    by: str = Field(description="Name of the person or application", examples=["Build server (application)"])
    is_partner: bool = Field(description="Whether your organisation wrote the comment")
    at: datetime
    body: str = Field(description="Markdown")


class CommentPage(PageBody):
    items: list[CommentBody]


class ThreadLinks(Schema):
    """Links of a thread. page is its page in the portal."""

    self: str
    comments: str
    listing: str
    page: str


class ThreadBody(Schema):
    """A comment with its replies. Before you submit again, reply to each blocking thread or change what it is about."""

    id: UUID
    listing: UUID
    submission: UUID = Field(description="Submission that the thread is about")
    revision: int = Field(description="Revision number", examples=[1])
    round: int = Field(description="Number of the submission within its revision", examples=[1])
    team: Team | None = Field(description="Team that opened the thread; null if your organisation did")
    state: ThreadState = Field(examples=["open"])
    is_blocking: bool
    is_rejection: bool = Field(description="Whether the thread explains a rejection. A reply is then an appeal.")
    place: str = Field(
        description="Human-readable name of the place; empty for the whole listing", examples=["Overview › Tile title"]
    )
    path: str = Field(description="Section and field; empty for files and the whole listing")
    file: str = Field(description="Path in the listing's folder; empty for fields", examples=[""])
    line: int | None = Field(description="Line in the file, counted from 1")
    excerpt: str = Field(description="Text of the field when the thread was opened")
    suggestion: str = Field(
        description="Text that the team suggests for the field; empty if there is none", examples=[""]
    )
    opened_at: datetime
    resolved_at: datetime | None
    comments: list[CommentBody] = Field(
        description=(
            f"The newest comments, at most {NEWEST_COMMENTS}, oldest first. “List comments” returns all comments"
        )
    )
    comments_count: int = Field(description="Total number of comments", examples=[1])
    links: ThreadLinks


class ThreadPage(PageBody):
    items: list[ThreadBody]
