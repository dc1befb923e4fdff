"""The values of a definition, under dotted keys."""

from pydantic import JsonValue

from api.fields import optional
from api.ingestion.bodies.base import Body, Strictly

OFFER = {
    "microsoft-azure-marketplace.title": "Tide Gauge Monitor",
    "microsoft-azure-marketplace.summary": "Live tide levels",
    "microsoft-azure-marketplace.description": "<p>Curves of every gauge.</p>",
}


class OfferValues(Body):
    """The keys that set fields of the listing. Other keys are stored, but set no field."""

    title: Strictly[str] | None = optional(
        "Title of the tile", "Tide Gauge Monitor", alias="microsoft-azure-marketplace.title"
    )
    summary: Strictly[str] | None = optional(
        "Short description", "Live tide levels", alias="microsoft-azure-marketplace.summary"
    )
    description: Strictly[str] | None = optional(
        "Overview in HTML", "<p>Curves of every gauge.</p>", alias="microsoft-azure-marketplace.description"
    )
    categories: list[JsonValue] | None = optional(
        "Categories, each an object with the key `categoryL1`",
        [{"categoryL1": "Metrics"}],
        alias="microsoft-azure-marketplace.categoryMap",
    )
    support_email: Strictly[str] | None = optional(
        "Support e-mail address", "support@acme.example", alias="microsoft-azure-marketplace.supportContactEmail"
    )
    support_url: Strictly[str] | None = optional(
        "URL of your support site",
        "https://acme.example/support",
        alias="microsoft-azure-marketplace.publicAzureSupportUrl",
    )
    maintainer_email: Strictly[str] | None = optional(
        "E-mail address of the maintainer, not shown to customers",
        "tides@acme.example",
        alias="microsoft-azure-marketplace.engineeringContactEmail",
    )
