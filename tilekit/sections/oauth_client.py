"""The OAuth client of a service, or the reason for not using one."""

from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.fields import Secret, Text, Url
from tilekit.core.kind import may_use_oauth, requests_oauth_exception, uses_oauth
from tilekit.core.messages import N_
from tilekit.core.section import Document
from tilekit.sections import limits, options

_CLIENT = "api-integration#client"
_ADDRESSES = "api-integration#addresses"
_SCOPES = "api-integration#scopes"


class ScopeRow(Document):
    """One scope of the OAuth client with the reason for it."""

    named_by = "scope"
    scope = ChoiceField(
        N_("Scope"),
        options=options.scopes,
        shows_codes=True,
        required=True,
        checked_by={"choice": "OA-010"},
        help=N_("Request only the scopes you need, including api_keys_write if you send data."),
        example="metrics_read",
        doc=_SCOPES,
    )
    reason = Text(
        N_("Reason"),
        max_length=limits.SCOPE_REASON,
        checked_by={"required": "OA-014"},
        scope="submission",
        help=N_("One line on what your service uses this scope for."),
        example=N_("Reads queue metrics to suggest alert thresholds"),
        doc=_SCOPES,
    )


class OAuthException(Document):
    """The reason for not using OAuth in listings from before partners sent it with a request for an exception."""

    exception_request = Text(
        N_("Reason for not using OAuth"),
        lines=6,
        min_length=limits.EXCEPTION[0],
        max_length=limits.EXCEPTION[1],
        applies=requests_oauth_exception,
        only_if_filled=True,
        scope="submission",
        help=N_("The form of a request for an OAuth exception begins with this text."),
        example=N_("The product runs in the customer's own data centre and cannot be reached from the internet."),
        doc="api-integration#exception",
    )


class OAuthClient(Document, fields_apply=may_use_oauth):
    """The texts that customers see when they authorise access, and the URLs to which they are redirected."""

    oauth_name = Text(
        N_("OAuth client name"),
        max_length=limits.NAME,
        required=uses_oauth,
        checked_by={"required": "OA-002"},
        help=N_("Customers see this name when they authorise access, so use the tile title."),
        example=N_("Acme Queue"),
        doc=_CLIENT,
    )
    oauth_description = Text(
        N_("OAuth client description"),
        max_length=limits.OAUTH_DESCRIPTION,
        required=uses_oauth,
        checked_by={"required": "OA-002"},
        help=N_("One sentence on what you use the access for."),
        example=N_("Sends queue metrics from your brokers and reads monitors to show their state in Acme."),
        doc=_CLIENT,
    )
    oauth_onboarding_url = Url(
        N_("Onboarding URL"),
        https=True,
        required=uses_oauth,
        checked_by={"required": "OA-002", "pattern": "OA-009"},
        help=N_("The page that “Connect Accounts” opens with the parameters domain and site."),
        example="https://app.acme.example/connect",
        doc=_ADDRESSES,
    )
    oauth_redirect_uris = Choices(
        N_("Redirect URIs"),
        min_items=1,
        max_items=limits.REDIRECT_URIS,
        pattern=r"https?://[^\s#*]+",
        required=uses_oauth,
        checked_by={"required": "OA-002", "pattern": "OA-004", "count": "OA-007"},
        help=N_("The URIs to which we send the authorisation code, one per line (they must match exactly)."),
        example="https://app.acme.example/oauth/callback",
        doc=_ADDRESSES,
    )
    oauth_scopes = Rows(
        ScopeRow,
        N_("Scopes"),
        min_items=1,
        required=uses_oauth,
        checked_by={"required": "OA-002"},
        help=N_("Every scope that your service needs, and why (customers authorise all of them at once)."),
        example="api_keys_write, metrics_read",
        doc=_SCOPES,
    )
    oauth_client_id = Text(
        N_("Published client ID"),
        read_only=True,
        help=N_("Assigned by the portal for customers (the test client of your trials has another ID)."),
        example="2f6c4c1e-5b1e-4a57-9d52-0d5f4b8f6a10",
        doc=_CLIENT,
    )
    oauth_client_secret = Secret(
        N_("Published client secret"),
        scope="submission",
        read_only=True,
        help=N_("Shown only once, when you generate it (a new secret replaces the old one immediately)."),
        example="…f3a9",
        doc=_CLIENT,
    )
