"""The calls that return tokens (OAuth 2.0 client credentials, RFC 6749, 4.4)."""

from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Form, Path, Router
from pydantic import ConfigDict, Field

from accounts.models import ApplicationKey
from accounts.protection.attempts import BY_PAIR, Attempt, count_attempt
from accounts.tokens import hash_of
from api.fields import OPAQUE, ApiSchema, described
from api.limits import count_call, set_allowance, set_retry_after
from api.policies import API_TOKENS_PER_MINUTE
from api.tokens.actions import NewToken, issue_token, working_key
from api.tokens.resources import TokenResource, resource_in_scope, resource_named
from api.tokens.token_errors import OTHER_GRANT, PARAMETER_MISSING, TOO_MANY, UNKNOWN_RESOURCE, TokenRefused
from common.counters import seconds_left, source_of
from common.ids import EXAMPLE_ID

_NAMES = ("grant_type", "client_id", "client_secret")
_TYPE = Field(default="Bearer", description="Always `Bearer`", examples=["Bearer"])
_ACCESS_TOKEN = Field(
    description="The access token. Send it with each call as `Authorization: Bearer …`.", examples=[OPAQUE]
)


def _required(*names: str) -> ConfigDict:
    """Mark the fields as required in the document only: the endpoint has its own error for a missing parameter."""
    return ConfigDict(json_schema_extra={"required": [*_NAMES, *names]})


class TokenForm(ApiSchema):
    """The form fields of the client credentials grant. Spaces around values don't count: documents break long lines."""

    model_config = ConfigDict(str_strip_whitespace=True)

    grant_type: str = described("Always `client_credentials`", "client_credentials", default="")
    client_id: str = described("Client ID of the application", "5b1f0d9e-7c4a-4f1e-9a53-2f1f6a0c8e11", default="")
    client_secret: str = described("One of the application's active keys", OPAQUE, default="")


class ResourceForm(TokenForm):
    model_config = _required("resource")

    resource: str = described(
        "Resource of the API that you want to call, as shown in that API's reference",
        "https://api.partner.microsoft.com",
        default="",
    )


class ScopeForm(TokenForm):
    model_config = _required("scope")

    scope: str = described(
        "Resource of the API that you want to call, followed by `/.default`",
        "https://api.partner.microsoft.com/.default",
        default="",
    )


class TokenBody(ApiSchema):
    """A token from the version 1 endpoint. Numbers are strings; times are in seconds since 1970."""

    token_type: str = _TYPE
    expires_in: str = described("Seconds until the token expires", "3599")
    ext_expires_in: str = described("The same as expires_in", "3599")
    expires_on: str = described("When the token expires, in seconds since 1970", "1893459599")
    not_before: str = described("From when the token is valid, in seconds since 1970", "1893455700")
    resource: str = described("Resource of the API that the token is for", "https://api.partner.microsoft.com")
    access_token: str = _ACCESS_TOKEN


class ScopedToken(ApiSchema):
    """A token from the version 2 endpoint. expires_in is in seconds."""

    token_type: str = _TYPE
    expires_in: int = described("Seconds until the token expires", 3599)
    ext_expires_in: int = described("The same as expires_in", 3599)
    access_token: str = _ACCESS_TOKEN


class TokenFault(ApiSchema):
    """An error. error is a code from RFC 6749; error_description starts with the first of error_codes."""

    model_config = ConfigDict(extra="forbid")

    error: str = described("Error code from RFC 6749", "invalid_client")
    error_description: str = described(
        "What is wrong, in the language of the request, after a number", "AADSTS7000215: The client secret is wrong."
    )
    error_codes: list[int] = described("The number at the start of the description", [7000215])
    timestamp: str = described("When the error occurred, in UTC", "2030-01-01 09:00:00Z")
    trace_id: str = described("ID of the error", EXAMPLE_ID)
    correlation_id: str = described("Include this ID when you report a problem", EXAMPLE_ID)


TenantId = Annotated[
    str,
    Path(
        description="Tenant ID of your organisation. You can find it on the application's page.", examples=[EXAMPLE_ID]
    ),
]
GRANT_TYPE = "client_credentials"
_CLOCKS_DIFFER = timedelta(minutes=5)  # tolerance for clients whose clock is slow
_REFUSALS = {400: TokenFault, 401: TokenFault, 429: TokenFault, 500: TokenFault}

router = Router()


@router.post("/{tenant_id}/oauth2/token", response={200: TokenBody, **_REFUSALS}, summary="Get a token for a resource")
def token_for_resource(
    request: HttpRequest, response: HttpResponse, *, tenant_id: TenantId, form: Form[ResourceForm]
) -> TokenBody:
    """Returns an access token for one API (OAuth 2.0 client credentials, version 1).

    Use this call with clients that send `resource`. The token works only with that resource's API.
    """
    now = timezone.now()
    new = _issue(request, form, tenant_id=tenant_id, target="resource", resource=resource_named(form.resource), now=now)
    _forbid_storing(response)
    seconds = str(_seconds_left(new, now))
    return TokenBody(
        expires_in=seconds,
        ext_expires_in=seconds,
        expires_on=str(int(new.token.expires_at.timestamp())),
        not_before=str(int((now - _CLOCKS_DIFFER).timestamp())),
        resource=new.token.resource,
        access_token=new.secret,
    )


@router.post(
    "/{tenant_id}/oauth2/v2.0/token", response={200: ScopedToken, **_REFUSALS}, summary="Get a token for a scope"
)
def token_for_scope(
    request: HttpRequest, response: HttpResponse, *, tenant_id: TenantId, form: Form[ScopeForm]
) -> ScopedToken:
    """Returns an access token for one API (OAuth 2.0 client credentials, version 2).

    Use this call with clients that send `scope`. The token works only with the API in that scope.
    """
    now = timezone.now()
    new = _issue(request, form, tenant_id=tenant_id, target="scope", resource=resource_in_scope(form.scope), now=now)
    _forbid_storing(response)
    seconds = _seconds_left(new, now)
    return ScopedToken(expires_in=seconds, ext_expires_in=seconds, access_token=new.secret)


def _issue(
    request: HttpRequest, form: TokenForm, *, tenant_id: str, target: str, resource: TokenResource | None, now: datetime
) -> NewToken:
    for name in ("grant_type", "client_id", "client_secret", target):
        if not getattr(form, name):
            raise TokenRefused(PARAMETER_MISSING, name=name)
    if form.grant_type != GRANT_TYPE:
        raise TokenRefused(OTHER_GRANT, grant_type=form.grant_type)
    key = _right_key(request, form, tenant_id=tenant_id, now=now)
    _limit(request, form.client_id, now)
    if resource is None:
        raise TokenRefused(UNKNOWN_RESOURCE, resource=getattr(form, target))
    return issue_token(key=key, resource=resource, now=now)


def _right_key(request: HttpRequest, form: TokenForm, *, tenant_id: str, now: datetime) -> ApplicationKey:
    """The key of the request. Wrong secrets count by client ID and source, so that they never stop a right one."""
    try:
        return working_key(tenant_id=tenant_id, client_id=form.client_id, secret=form.client_secret, now=now)
    except TokenRefused:
        attempt = Attempt(purpose="secret", account=form.client_id.lower(), source=source_of(request), at=now)
        if count_attempt(attempt).refusal:
            set_retry_after(request, seconds_left(BY_PAIR.window_seconds, now))
            raise TokenRefused(TOO_MANY) from None
        raise


def _limit(request: HttpRequest, client_id: str, now: datetime) -> None:
    """Count a call with a right key against its client ID."""
    name = f"tokens:{hash_of(client_id.lower())}"
    allowance = count_call(name, limit=API_TOKENS_PER_MINUTE.value, now=now)
    set_allowance(request, allowance)
    if allowance.is_exceeded:
        raise TokenRefused(TOO_MANY)


def _seconds_left(new: NewToken, now: datetime) -> int:
    return max(0, int((new.token.expires_at - now).total_seconds()) - 1)


def _forbid_storing(response: HttpResponse) -> None:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
