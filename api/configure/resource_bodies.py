"""Resources in bodies, with examples. They accept any keys: `resource_types.py` maps them to entities."""

from typing import Annotated, Any

from pydantic import Field

from api.configure.ids import ID_PATTERN
from common.ids import EXAMPLE_ID

OFFER_ID, EXAMPLE_TYPE = "tide-gauge", "azureApplication"
SCHEMAS, LATEST_VERSION = "https://schema.mp.microsoft.com/schema", "2022-03-01-preview3"
PRODUCT_ID = f"product/{EXAMPLE_ID}"


PRODUCT_EXAMPLE = {
    "$schema": f"{SCHEMAS}/product/{LATEST_VERSION}",
    "resourceName": "tide",
    "identity": {"externalId": OFFER_ID},
    "type": EXAMPLE_TYPE,
    "alias": "Tide Gauge",
}


PLAN_EXAMPLE = {
    "$schema": f"{SCHEMAS}/plan/{LATEST_VERSION}",
    "product": {"resourceName": "tide"},
    "identity": {"externalId": "basic"},
    "alias": "Basic",
}


_KNOWN = {
    "$schema": f"{SCHEMAS}/product/{LATEST_VERSION}",
    "id": PRODUCT_ID,
    **{key: PRODUCT_EXAMPLE[key] for key in ("identity", "type", "alias")},
    "lifecycleState": "generallyAvailable",
}


_KNOWN_PLAN = {
    "$schema": f"{SCHEMAS}/plan/{LATEST_VERSION}",
    "id": f"plan/{EXAMPLE_ID}/0190d8f0-0000-7000-8000-000000000002",
    "product": PRODUCT_ID,
    "identity": {"externalId": "basic"},
    "alias": "Basic",
    "lifecycleState": "generallyAvailable",
}


_KNOWN_SUBMISSION = {
    "$schema": f"{SCHEMAS}/submission/{LATEST_VERSION}",
    "id": f"submission/{EXAMPLE_ID}/1152921500000000001",
    "product": PRODUCT_ID,
    "target": {"targetType": "preview"},
    "lifecycleState": "generallyAvailable",
    "status": "completed",
    "result": "succeeded",
    "created": "2030-01-01T09:00:00Z",
}
Resource = Annotated[dict[str, Any], Field(examples=[_KNOWN])]
Plan = Annotated[dict[str, Any], Field(examples=[_KNOWN_PLAN])]
Submission = Annotated[dict[str, Any], Field(examples=[_KNOWN_SUBMISSION])]


def schema_field(description: str, word: str) -> Any:  # noqa: ANN401 the type of a field is that of its annotation
    return Field(alias="$schema", description=description, examples=[f"{SCHEMAS}/{word}/{LATEST_VERSION}"])


ResourceId = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", examples=[PRODUCT_ID])]
