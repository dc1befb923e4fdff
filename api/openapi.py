"""OpenAPI documents of the surfaces, with what all their calls have in common."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api.idempotency.calls import HEADER, METHODS

_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A new text for each request. The same request with the same key gets the same answer for 24 hours.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}


class SurfaceAPI(NinjaAPI):
    """A surface with tokens: calls that write take an idempotency key."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, with the header at each call that takes it."""
        document = super().get_openapi_schema(**options)
        for methods in document["paths"].values():
            for method, call in methods.items():
                if method.upper() in METHODS:
                    call["parameters"] = [*call.get("parameters", []), _KEY]
        return document
