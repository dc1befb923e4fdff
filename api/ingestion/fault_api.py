"""The base class of the surfaces whose calls raise IngestionFault."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from api.errors import KeyUsedOtherwise
from api.ingestion.faults import Data, IngestionFault, data_of
from api.openapi import Handlers, SurfaceAPI
from common.errors import SlipwayError


class FaultAPI(SurfaceAPI):
    """A surface whose calls raise IngestionFault. statuses are the ones that it sends instead of others."""

    statuses: Mapping[int, int]

    def handlers(self) -> Handlers:
        return {**super().handlers(), IngestionFault: self.refuse_call}

    def refuse_call(self, request: HttpRequest, fault: IngestionFault) -> HttpResponse:
        """The response to a refused call."""
        raise NotImplementedError

    def refuse(self, request: HttpRequest, error: SlipwayError) -> HttpResponse:
        is_reused_key = isinstance(error, KeyUsedOtherwise)
        status = HTTPStatus.CONFLICT if is_reused_key else self.statuses.get(error.status, error.status)
        return self.refuse_call(request, IngestionFault(status, str(error), data_of(error)))

    def error_for_status(self, request: HttpRequest, status: int) -> HttpResponse:
        return self.refuse_call(request, IngestionFault(status))

    def refuse_values(self, request: HttpRequest, error: ValidationError) -> HttpResponse:
        data: Data = {}
        for value_error in error.errors:
            data.setdefault(str(value_error["loc"][-1]), []).append(self.reason_of_value(value_error))
        return self.refuse_call(request, IngestionFault(HTTPStatus.BAD_REQUEST, data=data))

    def reason_of_value(self, error: Mapping[str, object]) -> str:
        """The message about a value."""
        return str(error["msg"]).removeprefix("Value error, ")
