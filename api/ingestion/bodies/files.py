"""Files and images of an offer or a plan, which clients upload."""

from typing import Annotated

from pydantic import Field, Strict

from api.fields import ApiModel, described, optional
from api.ingestion.bodies.base import CaseInsensitiveEnum, IngestionPageQuery
from api.ingestion.bodies.modules import EntityBody, entity_type
from common.ids import EXAMPLE_ID

Whole = Annotated[int, Strict()]
FileName = Annotated[str, Field(max_length=200)]


class FileState(CaseInsensitiveEnum):
    """The state of a file. The client sets Uploaded; the portal sets the states that follow."""

    PENDING = "PendingUpload"
    UPLOADED = "Uploaded"
    IN_PROCESSING = "InProcessing"
    PROCESSED = "Processed"
    FAILED = "ProcessFailed"


class ImageType(CaseInsensitiveEnum):
    """The use of an image."""

    SMALL = "AzureLogoSmall"
    MEDIUM = "AzureLogoMedium"
    LARGE = "AzureLogoLarge"
    WIDE = "AzureLogoWide"
    SCREENSHOT = "Screenshot"


class FileEntity(EntityBody):
    """An entity with a file. fileSasUri is the address to upload the file to."""

    file_name: FileName | None = described("Name of the file", "tide.png", default=None)
    file_sas_uri: str | None = optional(
        "Address to upload the file to, valid for an hour; left out unless you ask for it",
        f"https://portal.example/file/{EXAMPLE_ID}?sig=c2ln&se=2030-01-01T10%3A00%3A00Z",
    )
    state: FileState | None = described(
        "State of the file. Send `Uploaded` once you have uploaded the file.", default=None
    )


class ImageBody(FileEntity):
    """A logo or a screenshot."""

    resource_type: str = entity_type("ListingImage")
    type: ImageType = described("Use of the image")
    description: str | None = optional("Caption of a screenshot", "Tide levels of the last week")
    order: Whole | None = optional("Position of a screenshot in the carousel. Lower numbers come first.", 1)


class FileQuery(ApiModel):
    expand: str = optional(
        "`FileSasUri` to include the upload address in the response", "FileSasUri", default="", alias="$expand"
    )

    @property
    def with_address(self) -> bool:
        """Whether the upload address is requested. Some clients put the name of the parameter into its value, too."""
        return "filesasuri" in self.expand.lower()


class FilesQuery(FileQuery, IngestionPageQuery):
    """The requested page of images or packages."""
