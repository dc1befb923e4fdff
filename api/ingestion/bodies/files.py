"""Entities with a file: images and packages."""

from typing import Annotated

from pydantic import BaseModel, Field, Strict

from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, IngestionPageQuery, Switch
from api.ingestion.bodies.modules import EntityBody
from api.ingestion.bodies.submissions import ItemSeverity

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

    file_name: FileName | None = Field(default=None, alias="fileName", examples=["tide.png"])
    address: str | None = Field(default=None, alias="fileSasUri")
    state: FileState | None = None


class ImageBody(FileEntity):
    """A logo or a screenshot."""

    type: ImageType
    description: str | None = Field(default=None, description="Caption of a screenshot")
    order: Whole | None = Field(
        default=None, description="Position of a screenshot in the carousel. Lower numbers come first."
    )


class PackageItem(Body):
    """A problem with a package."""

    error_code: str = Field(alias="errorCode")
    severity: ItemSeverity
    message: str
    resource: str


class PublishTarget(Body):
    sandbox_id: str | None = Field(default=None, alias="sandboxId")
    train_id: str | None = Field(default=None, alias="trainId")
    first_published: str | None = Field(default=None, alias="firstPublishedDateTime")


class PackageBody(FileEntity):
    """The folder of a listing as a zip archive. fileSize is in bytes."""

    file_size: Whole | None = Field(default=None, alias="fileSize")
    is_empty: Switch | None = Field(default=None, alias="isEmpty")
    is_certified: Switch | None = Field(default=None, alias="isCertified")
    validation_items: list[PackageItem] | None = Field(default=None, alias="validationItems")
    publish_targets: list[PublishTarget] | None = Field(default=None, alias="publishTargets")


class FileQuery(BaseModel):
    expand: str = Field(
        default="", alias="$expand", description="`FileSasUri` to include the upload address in the response"
    )

    @property
    def with_address(self) -> bool:
        """Whether the upload address is requested. Some clients put the name of the parameter into its value, too."""
        return "filesasuri" in self.expand.lower()


class FilesQuery(FileQuery, IngestionPageQuery):
    """The requested page of images or packages."""
