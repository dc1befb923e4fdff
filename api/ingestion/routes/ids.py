"""IDs in the paths of calls."""

from typing import Annotated
from uuid import UUID

from ninja import Path

from api.examples import ID

ProductId = Annotated[UUID, Path(description="ID of the product", examples=[ID])]
ListingId = Annotated[UUID, Path(description="ID of the listing in the product's draft", examples=[ID])]
ImageId = Annotated[UUID, Path(description="ID of the image", examples=[ID])]
PackageId = Annotated[UUID, Path(description="ID of the package", examples=[ID])]
EntityId = Annotated[UUID, Path(description="ID of the entity, as in the list of its module", examples=[ID])]
VariantId = Annotated[str, Path(description="ID of the plan, or `testdrive` for the test drive", examples=[ID])]
SubmissionId = Annotated[
    str, Path(description="ID of the submission, a 19-digit number", examples=["1152921500000000001"])
]
