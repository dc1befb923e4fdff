"""Entities with a file: images and packages."""

from typing import Annotated

from pydantic import BaseModel, Field, Strict

from api.ingestion.bodies.base import Body, PageQuery, Switch, Word
from api.ingestion.bodies.modules import Entity
from api.ingestion.bodies.submissions import Severity

Whole = Annotated[int, Strict()]
FileName = Annotated[str, Field(max_length=200)]


class FileState(Word):
    """PendingUpload until the client says Uploaded; what follows is ours to say."""

    PENDING = "PendingUpload"
    UPLOADED = "Uploaded"
    IN_PROCESSING = "InProcessing"
    PROCESSED = "Processed"
    FAILED = "ProcessFailed"


class ImageType(Word):
    """What an image is for."""

    SMALL = "AzureLogoSmall"
    MEDIUM = "AzureLogoMedium"
    LARGE = "AzureLogoLarge"
    WIDE = "AzureLogoWide"
    SCREENSHOT = "Screenshot"


class FileEntity(Entity):
    """fileSasUri is where the file is uploaded."""

    file_name: FileName | None = Field(default=None, alias="fileName", examples=["tide.png"])
    address: str | None = Field(default=None, alias="fileSasUri")
    state: FileState | None = None


class Image(FileEntity):
    """A logo, or a picture of the carousel."""

    type: ImageType
    description: str | None = Field(default=None, description="The caption of a screenshot")
    order: Whole | None = Field(default=None, description="Screenshots with a lower number come first")


class PackageItem(Body):
    """What is wrong with a package."""

    error_code: str = Field(alias="errorCode")
    severity: Severity
    message: str
    resource: str


class PublishTarget(Body):
    sandbox_id: str | None = Field(default=None, alias="sandboxId")
    train_id: str | None = Field(default=None, alias="trainId")
    first_published: str | None = Field(default=None, alias="firstPublishedDateTime")


class Package(FileEntity):
    """The folder of a listing as a zip archive. fileSize is in bytes."""

    file_size: Whole | None = Field(default=None, alias="fileSize")
    is_empty: Switch | None = Field(default=None, alias="isEmpty")
    is_certified: Switch | None = Field(default=None, alias="isCertified")
    validation_items: list[PackageItem] | None = Field(default=None, alias="validationItems")
    publish_targets: list[PublishTarget] | None = Field(default=None, alias="publishTargets")


class FileQuery(BaseModel):
    expand: str = Field(default="", alias="$expand", description="FileSasUri")

    @property
    def with_address(self) -> bool:
        """Some clients write the name of the parameter twice."""
        return "filesasuri" in self.expand.lower()


class FilesQuery(FileQuery, PageQuery):
    """Which page of images or packages."""
