"""The authorisation endpoint: the consent page, and the redirect back to the service."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse

from accounts.access import SignedInView
from common.errors import NotFound
from listings.display.place_names import translate_message
from tilekit.platform_lists import rows
from trials.actions import NewIssuedValue, RequestRecord
from trials.addresses import trial_addresses, with_parameters
from trials.diagnosis.authorization import authorization_faults
from trials.faults import CHALLENGE_FAULTS, FaultEffect, RequestFault, fault
from trials.fingerprints import shown_parameters
from trials.models import IssuedKind, RequestKind
from trials.protocol import SignedRequest, authorization_response, consent_response, signed_request
from trials.views.server import TrialServer, explained, server_or_404

_TOO_MANY = 429


class ClientRedirect(HttpResponse):
    """A redirect to the service, whose address has been checked. Django's own class allows only some schemes."""

    def __init__(self, url: str) -> None:
        super().__init__(status=HTTPStatus.FOUND, headers={"Location": url})


class AuthorizeView(SignedInView):
    """GET: the consent page. POST: the person's answer. Only members of the listing's organisation may answer."""

    def get(self, request: HttpRequest, client_id: UUID, region: str) -> HttpResponse:
        server = self._server(client_id, region)
        if server.is_busy:
            return render(request, "429.html", status=_TOO_MANY)
        query = {name: [str(value) for value in values] for name, values in request.GET.lists()}
        faults = list(authorization_faults(query, server.facts, region=server.region))
        if server.trial is None:
            faults.insert(0, fault("trial-missing"))
        response = self._response(server, faults)
        answer, is_accepted = _answer_in(response), response.status_code == HTTPStatus.OK
        server.record(
            RequestRecord(
                kind=RequestKind.AUTHORIZATION,
                status=response.status_code,
                is_accepted=is_accepted,
                faults=explained(faults, is_accepted=is_accepted, error=answer.get("error_description", "")),
                parameters=shown_parameters((name, values[-1]) for name, values in query.items() if values),
                answer=shown_parameters(answer.items()),
            )
        )
        return response

    def post(self, request: HttpRequest, client_id: UUID, region: str) -> HttpResponse:
        server = self._server(client_id, region)
        signed = signed_request(request, server.facts)
        response = consent_response(request, server.facts, signed)
        answer = _answer_in(response)
        is_accepted = "code" in answer
        server.record(
            RequestRecord(
                kind=RequestKind.CONSENT,
                status=response.status_code,
                is_accepted=is_accepted,
                faults=[] if is_accepted else [_refusal(answer)],
                parameters=shown_parameters([("scope", " ".join(signed.scopes))]),
                answer=shown_parameters(answer.items()),
                issued=[_issued_code(server, signed, answer["code"])] if is_accepted else (),
            )
        )
        if "Location" not in response.headers:
            return response
        addresses = trial_addresses(request, server.facts.client_id, server.facts.region)
        return ClientRedirect(with_parameters(response.headers["Location"], addresses.parameters))

    def _server(self, client_id: UUID, region: str) -> TrialServer:
        """The server at the address. Raises NotFound for people outside the organisation of the listing."""
        server = server_or_404(client_id, region)
        if not self.actor.belongs_to(server.client.listing.organisation_id):
            raise NotFound
        return server

    def _response(self, server: TrialServer, faults: Sequence[RequestFault]) -> HttpResponse:
        if any(row.effect is FaultEffect.STOPS for row in faults):
            context = {"faults": faults, "listing": server.client.listing}
            return render(self.request, "trials/refused.html", context, status=HTTPStatus.BAD_REQUEST)
        if problem := next((row for row in faults if row.code in CHALLENGE_FAULTS), None):
            return ClientRedirect(self._error_url(problem))
        response = authorization_response(self.request, server.facts)
        if isinstance(response, TemplateResponse):
            response.context_data = {**(response.context_data or {}), **self._consent_context(server)}
            # The browser also applies this to redirects after the form: to the service, and from there on.
            response._csp_update = {"form-action": [SELF, "https:", "http:"]}  # type: ignore[attr-defined]  # noqa: SLF001 of django-csp
        return response

    def _error_url(self, problem: RequestFault) -> str:
        """The service's address with an error. The library accepts requests without PKCE, and the platform doesn't."""
        state = self.request.GET.get("state", "")
        values = {"error": "invalid_request", "error_description": f"PKCE with S256 is required ({problem.code})."}
        return with_parameters(self.request.GET["redirect_uri"], {**values, **({"state": state} if state else {})})

    def _consent_context(self, server: TrialServer) -> dict[str, object]:
        grants = {row["scope"]: row["grants"] for row in rows("oauth_scopes.csv")}
        scopes = self.request.GET.get("scope", "").split() or server.facts.scopes
        return {
            "facts": server.facts,
            "listing": server.client.listing,
            "scopes": [{"name": scope, "grants": translate_message(grants.get(scope, ""))} for scope in scopes],
            "address": self.request.GET.get("redirect_uri", ""),
        }


def _answer_in(response: HttpResponse) -> dict[str, str]:
    """The parameters with which the browser is sent back; {} for a page."""
    query = urlsplit(response.headers.get("Location", "")).query
    return {name: values[0] for name, values in parse_qs(query).items()}


def _refusal(answer: dict[str, str]) -> RequestFault:
    if answer.get("error") == "access_denied":
        return fault("person-refused")
    return fault("refused", value=answer.get("error_description", ""))


def _issued_code(server: TrialServer, signed: SignedRequest, code: str) -> NewIssuedValue:
    return NewIssuedValue(
        kind=IssuedKind.CODE,
        value=code,
        scopes=signed.scopes,
        expires_at=server.now + timedelta(seconds=settings.IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN),
        redirect_uri=signed.redirect_uri,
        challenge=signed.challenge,
    )
