"""Types of bodies and parameters that several calls of this API share."""

from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from ninja import Header, Path
from pydantic import ConfigDict

from api.fields import ApiSchema, Id, described, optional
from api.pages import Row, page_of_rows
from api.paths import V1_PREFIX
from common.ids import EXAMPLE_ID

LISTING, PAGE = f"{V1_PREFIX}/listings/{EXAMPLE_ID}", f"/listings/{EXAMPLE_ID}/"
SUBMISSION = f"{V1_PREFIX}/submissions/{EXAMPLE_ID}"
EXAMPLE_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
THREAD = f"{V1_PREFIX}/threads/{EXAMPLE_ID}"
WEBHOOK = f"{V1_PREFIX}/webhooks/{EXAMPLE_ID}"
TILE = "/catalogue/tide-gauge/"


class RequestBody(ApiSchema):
    """A body, or a part of one.

    A misspelt field is refused: if it were ignored, it would have no effect and nobody would notice.
    """

    model_config = ConfigDict(extra="forbid")


class PageQuery(ApiSchema):
    """The requested page of a list."""

    limit: int = described("Items per page", 20, default=50, ge=1, le=100)
    cursor: Id | None = optional("The next_cursor from the previous page", EXAMPLE_ID)


class PageBody(ApiSchema):
    """A page of a list, newest first."""

    next_cursor: Id | None = described("Value of `cursor` for the next page; null on the last page")


def requested_page(rows: QuerySet[Row], query: PageQuery) -> tuple[list[Row], UUID | None]:
    """(rows of the page, next cursor). One query."""
    return page_of_rows(rows, token=query.cursor, size=query.limit, newest_first=True)


ListingId = Annotated[UUID, Path(description="ID of the listing", examples=[EXAMPLE_ID])]
SectionKey = Annotated[str, Path(description="Key of the section, as in the list of sections", examples=["overview"])]
SubmissionId = Annotated[UUID, Path(description="ID of the submission", examples=[EXAMPLE_ID])]
FileDigest = Annotated[str, Path(description="SHA-256 of the file, in lower-case hex", examples=[EXAMPLE_DIGEST])]
ThreadId = Annotated[UUID, Path(description="ID of the review thread", examples=[EXAMPLE_ID])]
JobId = Annotated[UUID, Path(description="ID of the job, as in the response that started it", examples=[EXAMPLE_ID])]
UploadId = Annotated[UUID, Path(description="ID of the upload", examples=[EXAMPLE_ID])]
WebhookId = Annotated[UUID, Path(description="ID of the webhook", examples=[EXAMPLE_ID])]
DeliveryId = Annotated[UUID, Path(description="ID of the delivery, as in the header webhook-id", examples=[EXAMPLE_ID])]
TileSlug = Annotated[str, Path(description="Integration ID in the address of the tile", examples=["tide-gauge"])]


IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of the version that your change is based on", examples=["*"]),
]
