"""The OpenAPI document of a surface, and the calls of a surface with its errors."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.urls import URLPattern, URLResolver, path
from django.utils.text import slugify
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.params.models import TModel
from pydantic.json_schema import JsonSchemaMode

from api.documents.corrections import complete_errors, correct
from api.documents.headers import add_headers
from api.errors import CallUnderWay
from api.idempotency.actions import ResponseStored
from api.idempotency.calls import KEY_HEADER, KEYED_METHODS, stored_response
from api.json_parser import refusal_of_stream
from api.limits import set_retry_after
from api.reference.schemas import NOT_IN_SAMPLES
from api.surfaces import LoadedSurface
from common.errors import SlipwayError

Handlers = Mapping[type[Exception], Callable[..., HttpResponse]]
_RUNNING_CALL_SECONDS = 1  # a call that is still running ends soon
_KEY = {
    "name": KEY_HEADER,
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


class MountedAPI(LoadedSurface, NinjaAPI):
    """The calls of a surface and its document. Subclasses define the error format. prefix is that of all paths."""

    def __init__(self, name: str, *, prefix: str = "", openapi_url: str = "/openapi.json", **options: Any) -> None:
        super().__init__(urls_namespace=name, docs_url=None, openapi_url=openapi_url, **options)
        self.prefix = prefix
        self._documents: dict[str, OpenAPISchema] = {}
        for error_class, handler in self.handlers().items():
            self.add_exception_handler(error_class, handler)

    def handlers(self) -> Handlers:
        """What builds the response to each class of errors. ninja calls that of the most specific class."""
        raise NotImplementedError

    @cached_property
    def urlconf(self) -> Sequence[URLPattern | URLResolver]:
        return (path(f"{self.prefix}/".removeprefix("/"), self.urls),)

    def get_root_path(self, path_params: dict[str, Any]) -> str:  # noqa: ARG002 NinjaAPI names it
        """The path prefix of the surface's calls."""
        return f"{self.prefix}/"

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the call in generated clients, such as `submit_a_listing`."""
        return slugify(operation.summary).replace("-", "_")

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document. It is cached, because building one is slow and the page is public: do not change it."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            document = SurfaceDocument(self, prefix)
            self.complete(document)
            self._documents[prefix] = document
        return self._documents[prefix]

    def complete(self, document: OpenAPISchema) -> None:
        """Add to a new document what ninja leaves out, and correct it."""
        document["servers"] = [{"url": address} for address in settings.API_ADDRESSES]
        correct(document)
        add_headers(document, self.added_headers)
        complete_errors(document)


class SurfaceAPI(MountedAPI):
    """A surface with access tokens. Calls that write accept an idempotency key."""

    def handlers(self) -> Handlers:
        return {
            SlipwayError: self.refuse,
            ValidationError: self.refuse_values,
            ResponseStored: stored_response,
            CallUnderWay: self._refuse_for_now,
            AuthenticationError: self._refuse_stranger,
            HttpError: self._refuse_unreadable,
            RequestDataTooBig: self._refuse_size,
            UnreadablePostError: self._refuse_stream,
            RawPostDataException: self._refuse_stream,
        }

    def refuse_values(self, request: HttpRequest, error: ValidationError) -> HttpResponse:
        """The response to a request with invalid values."""
        raise NotImplementedError

    def complete(self, document: OpenAPISchema) -> None:
        """Also adds the idempotency header to calls that accept it."""
        super().complete(document)
        for methods in document["paths"].values():
            for method, call in methods.items():
                if method.upper() in KEYED_METHODS and call["security"]:
                    call["parameters"].append(_KEY)

    def _refuse_for_now(self, request: HttpRequest, error: CallUnderWay) -> HttpResponse:
        set_retry_after(request, _RUNNING_CALL_SECONDS)
        return self.refuse(request, error)

    def _refuse_stranger(self, request: HttpRequest, _error: Exception) -> HttpResponse:
        response = self.error_for_status(request, HTTPStatus.UNAUTHORIZED)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def _refuse_size(self, request: HttpRequest, _error: Exception) -> HttpResponse:
        return self.error_for_status(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _refuse_stream(self, request: HttpRequest, error: Exception) -> HttpResponse:
        return self.refuse(request, refusal_of_stream(error))

    def _refuse_unreadable(self, request: HttpRequest, error: HttpError) -> HttpResponse:
        """The response to a request that ninja can't read, for example because its body is not JSON."""
        refusal = error.__cause__  # the error of the parser, which ninja wraps
        if isinstance(refusal, SlipwayError):
            return self.refuse(request, refusal)
        return self.error_for_status(request, error.status_code)
