"""Review threads: comments on a place of the listing, with replies."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.models import Team
from api.v1.bodies.pages import PageBody, PageQuery
from api.v1.bodies.sent import Sent
from reviews.models import ThreadState

NEWEST_COMMENTS = 10


class ThreadQuery(PageQuery):
    state: ThreadState | None = Field(default=None, description="Only threads in this state", examples=["open"])


class NewComment(Sent):
    body: str = Field(description="Markdown, 1 to 5,000 characters", examples=["Fixed: it now ends with the unit."])


class Comment(Schema):
    id: UUID
    by: str = Field(description="Name of the person or application", examples=["Build server (application)"])
    is_partner: bool = Field(description="Whether your organisation wrote it")
    at: datetime
    body: str = Field(description="Markdown")


class CommentPage(PageBody):
    items: list[Comment]


class ThreadLinks(Schema):
    """page is for people."""

    self: str
    comments: str
    listing: str
    page: str


class Thread(Schema):
    """A comment with its replies. Before you submit again, answer a blocking thread or change what it is about."""

    id: UUID
    listing: UUID
    submission: UUID = Field(description="The submission that it is about")
    revision: int = Field(description="Number of the revision", examples=[1])
    round: int = Field(description="Round of the submission", examples=[1])
    team: Team | None = Field(description="The team that opened it; null for your organisation")
    state: ThreadState = Field(examples=["open"])
    is_blocking: bool
    is_rejection: bool = Field(description="Whether the listing was rejected in it; an answer is an appeal")
    place: str = Field(
        description="The place in words; empty for the whole listing", examples=["Overview › Tile title"]
    )
    path: str = Field(description="Section and field; empty for files and the whole listing")
    file: str = Field(description="Path in the folder of the listing; empty for fields", examples=[""])
    line: int | None = Field(description="Line of the file, from 1")
    excerpt: str = Field(description="Text of the field when the thread was opened")
    suggestion: str = Field(description="Text that the team suggests for the field; empty for none", examples=[""])
    opened_at: datetime
    resolved_at: datetime | None
    comments: list[Comment] = Field(
        description=f"The newest {NEWEST_COMMENTS} at most, the oldest of them first; “List comments” returns all"
    )
    comments_count: int = Field(description="Number of all comments", examples=[1])
    links: ThreadLinks


class ThreadPage(PageBody):
    items: list[Thread]
