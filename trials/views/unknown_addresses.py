"""Addresses that the platform does not have, such as one with a slash at the end. The log shows requests to them."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from trials.actions import RequestRecord
from trials.faults import fault
from trials.models import RequestKind
from trials.protocol import NO_STORE, too_many_response
from trials.views.server import server_or_404

_KINDS_BY_WORD = {
    "authorize": RequestKind.AUTHORIZATION,
    "token": RequestKind.TOKEN,
    "revoke": RequestKind.REVOCATION,
}
_MAX_SHOWN_CHARACTERS = 100


@csrf_exempt  # services have no cookies
def unknown_address(_request: HttpRequest, *, client_id: UUID, region: str, rest: str) -> HttpResponse:
    """Refuse a request, and record it as the kind that its path resembles."""
    server = server_or_404(client_id, region)
    if server.is_busy:
        return too_many_response()
    server.record(
        RequestRecord(
            kind=next((kind for word, kind in _KINDS_BY_WORD.items() if word in rest), RequestKind.CALL),
            status=HTTPStatus.NOT_FOUND,
            is_accepted=False,
            faults=[fault("address-unknown", value=f"/{rest}"[:_MAX_SHOWN_CHARACTERS])],
        )
    )
    return JsonResponse({"error": "not_found"}, status=HTTPStatus.NOT_FOUND, headers=NO_STORE)
