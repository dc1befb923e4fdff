"""The values of a definition by their dotted keys."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.ingestion.bodies.base import Strictly

OFFER = {
    "microsoft-azure-marketplace.title": "Tide Gauge Monitor",
    "microsoft-azure-marketplace.summary": "Live tide levels",
    "microsoft-azure-marketplace.description": "<p>Curves of every gauge.</p>",
}


class OfferValues(BaseModel):
    """The keys that set fields of the listing. All others are only kept."""

    model_config = ConfigDict(extra="allow")

    title: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.title", description="Tile title"
    )
    summary: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.summary", description="Short description"
    )
    description: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.description", description="Overview, as HTML"
    )
    categories: list[JsonValue] | None = Field(
        default=None,
        alias="microsoft-azure-marketplace.categoryMap",
        description="Categories, each as an object with categoryL1",
    )
    support_email: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.supportContactEmail", description="Support e-mail"
    )
    support_url: Strictly[str] | None = Field(
        default=None, alias="microsoft-azure-marketplace.publicAzureSupportUrl", description="Support site"
    )
    maintainer_email: Strictly[str] | None = Field(
        default=None,
        alias="microsoft-azure-marketplace.engineeringContactEmail",
        description="Maintainer, not shown to customers",
    )
