"""IDs in the paths of calls."""

from typing import Annotated
from uuid import UUID

from ninja import Path

from common.ids import EXAMPLE_ID

ProductId = Annotated[UUID, Path(description="ID of the product", examples=[EXAMPLE_ID])]
ListingId = Annotated[UUID, Path(description="ID of the listing in the product's draft", examples=[EXAMPLE_ID])]
ImageId = Annotated[UUID, Path(description="ID of the image", examples=[EXAMPLE_ID])]
PackageId = Annotated[UUID, Path(description="ID of the package", examples=[EXAMPLE_ID])]
EntityId = Annotated[UUID, Path(description="ID of the entity, as in the list of its module", examples=[EXAMPLE_ID])]
VariantId = Annotated[str, Path(description="ID of the plan, or `testdrive` for the test drive", examples=[EXAMPLE_ID])]
SubmissionId = Annotated[
    str, Path(description="ID of the submission, a 19-digit number", examples=["1152921500000000001"])
]
