"""OpenAPI documents of the surfaces, with what all their calls have in common."""

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
    """A surface with addresses of its own (`api.mounts`); they are in the module `urls` of its package."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where its addresses begin."""
        return reverse(f"{self.urls_namespace}:api-root", f"api.{self.urls_namespace}.urls", kwargs=path_params)


class SurfaceAPI(MountedAPI):
    """A surface with tokens: calls that write take an idempotency key."""

    @cached_property
    def _documents(self) -> dict[str, OpenAPISchema]:
        """By the address of the surface. Making one takes a while, and everybody may ask for it."""
        return {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The document, with the header at each call that takes it; not to be changed."""
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
