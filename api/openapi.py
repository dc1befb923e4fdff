"""OpenAPI documents of the surfaces, with the parameters that all calls share."""

from copy import deepcopy
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.params.models import TModel
from pydantic.json_schema import JsonSchemaMode

from api.documents.corrections import correct
from api.documents.errors import complete_errors
from api.documents.headers import add_headers
from api.examples import NOT_IN_SAMPLES
from api.idempotency.calls import HEADER, METHODS

_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": (
        "A unique value for each request, such as a UUID. If you repeat a request with the same key within 24 hours, "
        "you get the first response again."
    ),
    "schema": {
        "type": "string",
        "pattern": "^[!-~]{1,255}$",
        "examples": ["5b1f0d9e-7c4a-4f1e-9a53-2f1f6a0c8e11"],
        NOT_IN_SAMPLES: True,
    },
}


class SurfaceDocument(OpenAPISchema):
    """An OpenAPI document that describes equal models once. ninja creates a model for each response of each call."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self._described: dict[object, tuple[dict[str, Any], bool]] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(  # noqa: PLR0917 ninja passes them so
        self,
        model: TModel,
        by_alias: bool = True,  # noqa: FBT001, FBT002
        remove_level: bool = True,  # noqa: FBT001, FBT002
        mode: JsonSchemaMode = "validation",
    ) -> tuple[dict[str, Any], bool]:
        if mode != "serialization":
            return super()._create_schema_from_model(model, by_alias, remove_level, mode)
        key = model.__annotations__["response"], by_alias, remove_level
        if key not in self._described:
            self._described[key] = super()._create_schema_from_model(model, by_alias, remove_level, mode)
        return deepcopy(self._described[key])


class MountedAPI(NinjaAPI):
    """A surface with its own URL configuration (`api.mounts`), in the module `urls` of its package."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """The path prefix of the surface's calls."""
        return reverse(f"{self.urls_namespace}:api-root", f"api.{self.urls_namespace}.urls", kwargs=path_params)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the call in generated clients, such as `submit_a_listing`."""
        return slugify(operation.summary).replace("-", "_")

    @cached_property
    def _documents(self) -> dict[str, OpenAPISchema]:
        """Cache of documents by path prefix, because building one is slow and the page is public."""
        return {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document. Do not change the result: it is cached."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            self._documents[prefix] = self._new_document(prefix)
        return self._documents[prefix]

    def _new_document(self, prefix: str) -> OpenAPISchema:
        document = SurfaceDocument(self, prefix)
        document["servers"] = [{"url": each} for each in settings.API_ADDRESSES]
        correct(document)
        add_headers(document)
        complete_errors(document)
        return document


class SurfaceAPI(MountedAPI):
    """A surface with access tokens. Calls that write accept an idempotency key."""

    def _new_document(self, prefix: str) -> OpenAPISchema:
        """The document, with the idempotency header on calls that accept it."""
        document = super()._new_document(prefix)
        for methods in document["paths"].values():
            for method, call in methods.items():
                if method.upper() in METHODS and call["security"]:
                    call["parameters"].append(_KEY)
        return document
