"""The data of webhook events about reviews and threads."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from accounts.models import Team
from common.ids import EXAMPLE_ID
from listings.lifecycle.event_data import ListingEventData
from reviews.models import CommentPriority


class ReviewEventData(ListingEventData, frozen=True, kw_only=True):
    """An event about the review of one team."""

    team: Annotated[Team, Meta(description="The team that decided", examples=["engineering"])]


class ThreadEventData(ListingEventData, frozen=True, kw_only=True):
    """An event about a thread."""

    thread: Annotated[UUID, Meta(description="ID of the thread", examples=[EXAMPLE_ID])]
    priority: Annotated[
        CommentPriority | None,
        Meta(description="How important the comment of a reviewer is; null for other threads", examples=["should"]),
    ]
