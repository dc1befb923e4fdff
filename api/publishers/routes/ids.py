"""IDs in the paths of calls."""

from typing import Annotated
from uuid import UUID

from ninja import Path

from common.ids import EXAMPLE_ID

PublisherId = Annotated[str, Path(description="Short name or ID of your organisation", examples=["acme"])]
OfferId = Annotated[str, Path(description="Offer ID or product ID of the offer", examples=["tide-vm"])]
OperationId = Annotated[
    UUID, Path(description="ID of the operation, as in the list of operations", examples=[EXAMPLE_ID])
]
