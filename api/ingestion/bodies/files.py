"""Entities with a file: images and packages."""

from typing import Annotated

from pydantic import BaseModel, Field, Strict

from api.examples import TIME
from api.fields import optional
from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, IngestionPageQuery, Switch
from api.ingestion.bodies.modules import EntityBody, entity_type
from api.ingestion.bodies.submissions import ItemSeverity
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

    file_name: FileName | None = Field(
        default=None, alias="fileName", description="Name of the file", examples=["tide.png"]
    )
    address: str | None = optional(
        "Address to upload the file to, valid for an hour; left out unless you ask for it",
        f"https://portal.example/file/{EXAMPLE_ID}?sig=c2ln&se=2030-01-01T10%3A00%3A00Z",
        alias="fileSasUri",
    )
    state: FileState | None = Field(
        default=None, description="State of the file. Send `Uploaded` once you have uploaded the file."
    )


class ImageBody(FileEntity):
    """A logo or a screenshot."""

    resource_type: str = entity_type("ListingImage")
    type: ImageType = Field(description="Use of the image")
    description: str | None = optional("Caption of a screenshot", "Tide levels of the last week")
    order: Whole | None = optional("Position of a screenshot in the carousel. Lower numbers come first.", 1)


class PackageItem(Body):
    """A problem with a package."""

    error_code: str = Field(
        alias="errorCode",
        description="Code of the problem. It stays the same even if the text changes.",
        examples=["import-refused"],
    )
    severity: ItemSeverity = Field(description="Whether the problem prevents the import")
    message: str = Field(
        description="What is wrong, in the language of the request", examples=["The archive has no manifest.json."]
    )
    resource: str = Field(description="Module of the package; always `Package`", examples=["Package"])


class PublishTarget(Body):
    sandbox_id: str | None = optional("Sandbox that the package was published to", "harbour-dev", alias="sandboxId")
    train_id: str | None = optional("Release train that the package was published with", "2030-01", alias="trainId")
    first_published: str | None = optional("When the package was first published", TIME, alias="firstPublishedDateTime")


class PackageBody(FileEntity):
    """The folder of a listing as a zip archive. fileSize is in bytes."""

    resource_type: str = entity_type("AzureApplicationPackage")
    file_size: Whole | None = optional(
        "Size of the file in bytes; left out until the file is uploaded", 12000000, alias="fileSize"
    )
    is_empty: Switch | None = Field(
        default=None, alias="isEmpty", description="Whether the package has no file; always false"
    )
    is_certified: Switch | None = Field(
        default=None, alias="isCertified", description="Whether the package is certified; always false"
    )
    validation_items: list[PackageItem] | None = Field(
        default=None, alias="validationItems", description="Problems with the package; empty if it can be imported"
    )
    publish_targets: list[PublishTarget] | None = Field(
        default=None, alias="publishTargets", description="Where the package was published; always empty"
    )


class FileQuery(BaseModel):
    expand: str = optional(
        "`FileSasUri` to include the upload address in the response", "FileSasUri", default="", alias="$expand"
    )

    @property
    def with_address(self) -> bool:
        """Whether the upload address is requested. Some clients put the name of the parameter into its value, too."""
        return "filesasuri" in self.expand.lower()


class FilesQuery(FileQuery, IngestionPageQuery):
    """The requested page of images or packages."""
