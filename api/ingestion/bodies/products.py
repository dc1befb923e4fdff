"""A product: what the portal calls a listing."""

from pydantic import Field

from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, IngestionPageQuery, Switch, TypeValue
from common.ids import EXAMPLE_ID

OFFER_ID_TYPE = "AzureOfferId"


class ProductType(CaseInsensitiveEnum):
    """The product types that clients with a fixed list accept."""

    APPLICATION = "AzureApplication"
    DEVELOPER_SERVICE = "AzureDeveloperService"
    VIRTUAL_MACHINE = "AzureThirdPartyVirtualMachine"
    CONTAINER = "AzureContainer"
    VISUAL_STUDIO = "AzureVisualStudioExtension"
    CUSTOMER_ENGAGEMENT = "AzureDynamics365ForCustomerEngagement"
    OPERATIONS = "AzureDynamics365ForOperations"
    BUSINESS_CENTRAL = "AzureDynamics365BusinessCentral"


class NewProduct(Body):
    """A new product. Its first external ID is the offer ID, with which the client finds the product again."""

    resource_type: ProductType = Field(
        alias="resourceType",
        description=(
            "Type of the product. AzureApplication creates an API-based integration, AzureContainer an Agent-based "
            "integration, AzureDeveloperService a tile without code, and AzureThirdPartyVirtualMachine a software "
            "licence. You cannot create products of other types."
        ),
        examples=["AzureApplication"],
    )
    name: str = Field(
        min_length=1,
        max_length=200,
        description="Name of the listing, as members of your organisation see it",
        examples=["tide-app"],
    )
    external_ids: list[TypeValue] = Field(
        alias="externalIDs",
        min_length=1,
        description="IDs that you choose. The one of the type AzureOfferId is the offer ID.",
        examples=[[{"type": "AzureOfferId", "value": "tide-app"}]],
    )
    is_modular_publishing: Switch = Field(
        default=True,
        alias="isModularPublishing",
        description="Accepted, but not used: modules can always be changed one by one",
    )


class Product(NewProduct):
    id: str = Field(description="ID of the product, which is the ID of the listing", examples=[EXAMPLE_ID])


class ProductQuery(IngestionPageQuery):
    filter: str = Field(
        default="",
        alias="$filter",
        description="Product types joined by `or`, or an offer ID",
        examples=["ResourceType eq 'AzureApplication'"],
    )
