"""The test endpoints: one for each scope, which say whether an access token opens it."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from trials.actions import RequestRecord
from trials.diagnosis.calls import bearer_in, call_faults
from trials.faults import RequestFault
from trials.fingerprints import shown_parameters
from trials.models import RequestKind
from trials.protocol import NO_STORE, is_valid_access_token, too_many_response
from trials.views.server import explained, server_or_404


@csrf_exempt  # services have no cookies
def call(request: HttpRequest, *, client_id: UUID, region: str, scope: str) -> HttpResponse:
    """Answer a test call that needs one scope. It reads and changes nothing."""
    server = server_or_404(client_id, region)
    if server.is_busy:
        return too_many_response()
    token = bearer_in(request.headers.get("Authorization", ""))
    faults = list(
        call_faults(token, server.issued(token), scope=scope, facts=server.facts, region=server.region, now=server.now)
    )
    is_accepted = is_valid_access_token(server.client.client, token, scope)
    response = _response(scope, faults, is_accepted=is_accepted)
    server.record(
        RequestRecord(
            kind=RequestKind.CALL,
            status=response.status_code,
            is_accepted=is_accepted,
            faults=explained(faults, is_accepted=is_accepted, error="invalid_token"),
            parameters=shown_parameters([("scope", scope), *([("access_token", token)] if token else [])]),
            scope=scope,
        )
    )
    return response


def _response(scope: str, faults: list[RequestFault], *, is_accepted: bool) -> HttpResponse:
    if is_accepted:
        return JsonResponse({"scope": scope, "granted": True}, headers=NO_STORE)
    is_forbidden = any(row.code in {"scope-not-granted", "scope-undeclared"} for row in faults)
    error = "insufficient_scope" if is_forbidden else "invalid_token"
    status = HTTPStatus.FORBIDDEN if is_forbidden else HTTPStatus.UNAUTHORIZED
    headers = {**NO_STORE, "WWW-Authenticate": f'Bearer error="{error}", scope="{scope}"'}
    return JsonResponse({"error": error, "scope": scope}, status=status, headers=headers)
