"""OpenAPI documents of the surfaces, with the parameters that all calls share."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api.idempotency.calls import HEADER, METHODS

_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": (
        "A unique value for each request, such as a UUID. If you repeat a request with the same key within 24 hours, "
        "you get the first response again."
    ),
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}


class MountedAPI(NinjaAPI):
    """A surface with its own URL configuration (`api.mounts`), in the module `urls` of its package."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """The path prefix of its calls."""
        return reverse(f"{self.urls_namespace}:api-root", f"api.{self.urls_namespace}.urls", kwargs=path_params)


class SurfaceAPI(MountedAPI):
    """A surface with access tokens. Calls that write accept an idempotency key."""

    @cached_property
    def _documents(self) -> dict[str, OpenAPISchema]:
        """Cache of documents by path prefix, because building one is slow and the page is public."""
        return {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The document, with the idempotency header on calls that accept it. Do not change the result: it is cached."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            self._documents[prefix] = self._made(prefix)
        return self._documents[prefix]

    def _made(self, prefix: str) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=prefix)
        for methods in document["paths"].values():
            for method, call in methods.items():
                if method.upper() in METHODS and call.get("security"):
                    call["parameters"] = [*call.get("parameters", []), _KEY]
        return document
