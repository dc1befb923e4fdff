"""The api-version parameter, which every call must send."""

from http import HTTPStatus

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.openapi.schema import OpenAPISchema

from api.documents.corrections import calls_in
from api.ingestion.faults import IngestionFault
from api.openapi import SurfaceAPI

VERSION = "2017-10-31"
PARAMETER = "api-version"
_DESCRIBED = {
    "name": PARAMETER,
    "in": "query",
    "required": True,
    "description": "Version of the API; only this one exists",
    "schema": {"type": "string", "enum": [VERSION]},
}


class VersionFault(IngestionFault):
    """The call has no version or an unsupported one."""

    def __init__(self) -> None:
        reason = _("Add {parameter}={version} to the query string.").format(parameter=PARAMETER, version=VERSION)
        super().__init__(HTTPStatus.BAD_REQUEST, reason)


class VersionedAPI(SurfaceAPI):
    """A surface whose calls require a version."""

    def _new_document(self, prefix: str) -> OpenAPISchema:
        """The document with the version parameter on each call."""
        document = super()._new_document(prefix)
        for call in calls_in(document):
            call["parameters"].append(_DESCRIBED)
        return document


def assert_version(request: HttpRequest) -> None:
    """Raises VersionFault if the version is missing or unsupported."""
    if request.GET.get(PARAMETER) != VERSION:
        raise VersionFault
