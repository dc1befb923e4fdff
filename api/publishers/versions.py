"""Every call names the version of this API."""

from http import HTTPStatus

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.openapi.schema import OpenAPISchema

from api.ingestion.faults import IngestionFault
from api.openapi import SurfaceAPI

VERSION = "2017-10-31"
PARAMETER = "api-version"
_DESCRIBED = {"name": PARAMETER, "in": "query", "required": True, "schema": {"type": "string", "enum": [VERSION]}}


class VersionFault(IngestionFault):
    """A call without the version, or with another one."""

    def __init__(self) -> None:
        reason = _("Add {parameter}={version} to the query.").format(parameter=PARAMETER, version=VERSION)
        super().__init__(HTTPStatus.BAD_REQUEST, reason)


class VersionedAPI(SurfaceAPI):
    """A surface whose calls name a version."""

    def _made(self, prefix: str) -> OpenAPISchema:
        """With the parameter at each call."""
        document = super()._made(prefix)
        for methods in document["paths"].values():
            for call in methods.values():
                call["parameters"] = [*call.get("parameters", []), _DESCRIBED]
        return document


def assert_version(request: HttpRequest) -> None:
    """Raises VersionFault."""
    if request.GET.get(PARAMETER) != VERSION:
        raise VersionFault
