"""The endpoints that a service calls itself: the token endpoint and the revocation endpoint."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from trials.actions import NewIssuedValue, RequestRecord
from trials.diagnosis.tokens import REFRESH_GRANT, UNREADABLE_FORM, SentForm, revocation_faults, token_faults
from trials.faults import RequestFault
from trials.fingerprints import shown_parameters
from trials.models import IssuedKind, RequestKind
from trials.protocol import (
    credentials_in,
    error_response,
    is_secret_of,
    revocation_response,
    token_response,
    too_many_response,
)
from trials.views.server import TrialServer, explained, server_or_404


@csrf_exempt  # services have no cookies
def token(request: HttpRequest, client_id: UUID, region: str) -> HttpResponse:
    """Exchange a code, or get a new access token with a refresh token."""
    server = server_or_404(client_id, region)
    if server.is_busy:
        return too_many_response()
    is_refresh = request.POST.get("grant_type") == REFRESH_GRANT
    sent = _sent_form(request, server, REFRESH_GRANT if is_refresh else "code")
    faults = token_faults(sent, server.facts, region=server.region, now=server.now)
    response = _response(request, faults, token_response)
    body = _json_in(response)
    is_accepted = "access_token" in body
    server.record(
        RequestRecord(
            kind=RequestKind.REFRESH if is_refresh else RequestKind.TOKEN,
            status=response.status_code,
            is_accepted=is_accepted,
            faults=explained(faults, is_accepted=is_accepted, error=body.get("error_description", "")),
            parameters=_parameters(request, sent),
            answer=shown_parameters(body.items()),
            issued=list(_issued_tokens(server, body, is_refresh=is_refresh)) if is_accepted else (),
            used=sent.issued.pk if is_accepted and sent.issued and not is_refresh else None,
        )
    )
    return response


@csrf_exempt  # services have no cookies
def revoke(request: HttpRequest, client_id: UUID, region: str) -> HttpResponse:
    """Revoke an access token or a refresh token (RFC 7009)."""
    server = server_or_404(client_id, region)
    if server.is_busy:
        return too_many_response()
    sent = _sent_form(request, server, "token")
    faults = revocation_faults(sent, server.facts, region=server.region)
    # The library would also revoke the token of another client.
    is_foreign = sent.is_secret_right and sent.issued is None and bool(sent.value("token"))
    response = HttpResponse() if is_foreign else _response(request, faults, revocation_response)
    is_accepted = response.status_code == HTTPStatus.OK
    body = _json_in(response)
    server.record(
        RequestRecord(
            kind=RequestKind.REVOCATION,
            status=response.status_code,
            is_accepted=is_accepted,
            faults=explained(faults, is_accepted=is_accepted, error=body.get("error_description", "")),
            parameters=_parameters(request, sent),
            answer=shown_parameters(body.items()),
            revoked=sent.issued.pk if is_accepted and sent.issued else None,
        )
    )
    return response


def _sent_form(request: HttpRequest, server: TrialServer, name: str) -> SentForm:
    """The request; name is the parameter with the code or token."""
    client_id, secret = credentials_in(request)
    return SentForm(
        method=request.method or "",
        content_type=request.content_type or "",
        has_query=bool(request.GET),
        form={key: str(value) for key, value in request.POST.items()},
        client_id=client_id,
        secret=secret,
        is_secret_right=client_id == server.client.client_id and is_secret_of(server.client.client, secret),
        issued=server.issued(request.POST.get(name, "")),
    )


def _response(
    request: HttpRequest, faults: Sequence[RequestFault], answer: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """The answer of the library, which takes only forms."""
    if problem := next((row for row in faults if row.code in UNREADABLE_FORM), None):
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.METHOD_NOT_ALLOWED
        description = f"Send a form in the body of a POST request ({problem.code})."
        return error_response("invalid_request", description, status=status)
    return answer(request)


def _parameters(request: HttpRequest, sent: SentForm) -> Mapping[str, str]:
    """The parameters in the body, else those in the address, and the credentials of HTTP Basic authentication."""
    credentials = {"client_id": sent.client_id, "client_secret": sent.secret}
    values = sent.form or {key: str(value) for key, value in request.GET.items()}
    given = {key: value for key, value in credentials.items() if value and key not in values}
    return shown_parameters([*given.items(), *values.items()])


def _json_in(response: HttpResponse) -> dict[str, str]:
    """The members of a JSON response as texts; {} for another body."""
    try:
        body = json.loads(response.content or b"{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in body.items()} if isinstance(body, dict) else {}


def _issued_tokens(server: TrialServer, body: Mapping[str, str], *, is_refresh: bool) -> Iterator[NewIssuedValue]:
    """The tokens in a response. A refresh returns the refresh token that it was sent."""
    scopes = body.get("scope", "").split()
    expires_at = server.now + timedelta(seconds=int(body["expires_in"]))
    yield NewIssuedValue(kind=IssuedKind.ACCESS, value=body["access_token"], scopes=scopes, expires_at=expires_at)
    if not is_refresh and "refresh_token" in body:
        yield NewIssuedValue(kind=IssuedKind.REFRESH, value=body["refresh_token"], scopes=scopes)
