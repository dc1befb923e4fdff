"""IDs in the paths of calls."""

from typing import Annotated
from uuid import UUID

from ninja import Path

from common.ids import EXAMPLE_ID

ListingId = Annotated[UUID, Path(description="ID of the listing", examples=[EXAMPLE_ID])]
SectionKey = Annotated[str, Path(description="Key of the section, as in the list of sections", examples=["overview"])]
SubmissionId = Annotated[UUID, Path(description="ID of the submission", examples=[EXAMPLE_ID])]
ThreadId = Annotated[UUID, Path(description="ID of the review thread", examples=[EXAMPLE_ID])]
JobId = Annotated[UUID, Path(description="ID of the job, as in the response that started it", examples=[EXAMPLE_ID])]
UploadId = Annotated[UUID, Path(description="ID of the upload", examples=[EXAMPLE_ID])]
WebhookId = Annotated[UUID, Path(description="ID of the webhook", examples=[EXAMPLE_ID])]
DeliveryId = Annotated[UUID, Path(description="ID of the delivery, as in the header webhook-id", examples=[EXAMPLE_ID])]
TileSlug = Annotated[str, Path(description="Integration ID in the address of the tile", examples=["tide-gauge"])]
