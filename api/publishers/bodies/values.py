"""The values of a definition, under dotted keys."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.ingestion.bodies.base import Strictly

OFFER = {
    "microsoft-azure-marketplace.title": "Tide Gauge Monitor",
    "microsoft-azure-marketplace.summary": "Live tide levels",
    "microsoft-azure-marketplace.description": "<p>Curves of every gauge.</p>",
}


class OfferValues(BaseModel):
    """The keys that set fields of the listing. Other keys are stored, but set no field."""

    model_config = ConfigDict(extra="allow")

    title: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.title", description="Title of the tile"
    )
    summary: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.summary", description="Short description"
    )
    description: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.description", description="Overview in HTML"
    )
    categories: list[JsonValue] | None = Field(
        default=None,
        alias="microsoft-azure-marketplace.categoryMap",
        description="Categories, each an object with the key `categoryL1`",
    )
    support_email: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.supportContactEmail", description="Support e-mail address"
    )
    support_url: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.publicAzureSupportUrl", description="URL of your support site"
    )
    maintainer_email: Strictly[str] | None = Field(
        default=None,
        alias="microsoft-azure-marketplace.engineeringContactEmail",
        description="E-mail address of the maintainer, not shown to customers",
    )
