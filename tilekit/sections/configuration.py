"""How the integration works: its code, or the OAuth client of its service."""

from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows, Upload
from tilekit.core.fields import Flag, Secret, Text, Url
from tilekit.core.formats import SEMVER, THREE_PARTS
from tilekit.core.kind import (
    ListingKind,
    exchanges_data,
    has_agent_check,
    is_integration,
    is_licence,
    may_use_oauth,
    must_be_available,
    uses_oauth,
    wants_exception,
)
from tilekit.core.messages import N_
from tilekit.core.section import Document, Notice, Section, Tab
from tilekit.sections import limits, options

_CODE = "build_integration#define-and-write-your-integration-code"
_AGENT = "agent_integration"
_OAUTH = "api_integration#add-oauth-details"


def has_configuration(kind: ListingKind) -> bool:
    """Integrations, and licences, which may add an OAuth client."""
    return is_integration(kind) or is_licence(kind)


class ScopeRow(Document):
    """One scope of the OAuth client with the reason for it."""

    named_by = "scope"
    scope = ChoiceField(
        N_("Scope"),
        options=options.scopes,
        required=True,
        help=N_("Ask for the least that works; sending data needs api_keys_write."),
        example="metrics_read",
        doc=_OAUTH,
    )
    reason = Text(
        N_("Reason"),
        max_length=limits.SCOPE_REASON,
        scope="submission",
        help=N_("One line on what your service does with this right."),
        example=N_("Reads queue metrics to suggest alert thresholds"),
        doc=_OAUTH,
    )


class Configuration(
    Section, key="configuration", title=N_("Configuration Method"), tab=Tab.CONFIGURATION, applies=has_configuration
):
    """Agent check, API with OAuth, or a tile without code."""

    notices = (
        Notice(
            key="oauth_pkce",
            text=N_("Every sign-in uses PKCE with an S256 challenge, encoded as base64url without padding."),
            applies=may_use_oauth,
        ),
    )

    code_type = ChoiceField(
        N_("Configuration method"),
        options=options.CODE_TYPES,
        required=is_integration,
        applies=is_integration,
        scope="submission",
        help=N_("Data inside the customer's network needs an Agent check; a hosted service uses the API."),
        example=N_("API with OAuth"),
        doc=_CODE,
    )
    agent_check_kind = ChoiceField(
        N_("Check kind"),
        options=options.CHECK_KINDS,
        required=has_agent_check,
        applies=has_agent_check,
        scope="submission",
        help=N_("OpenMetrics where the product exposes it, a Python check otherwise, DogStatsD where it emits StatsD."),
        example=N_("OpenMetrics"),
        doc=_AGENT,
    )
    repo_target = ChoiceField(
        N_("Repository"),
        options=options.REPOSITORIES,
        applies=has_agent_check,
        scope="submission",
        read_only=True,
        help=N_("Where the code belongs; it follows from where the listing is published."),
        example="integrations-extras",
        doc=_AGENT,
    )
    pull_request_url = Url(
        N_("Code pull request"),
        pattern=r"https://github\.com/[^/\s]+/[^/\s]+/pull/\d+",
        required=has_agent_check,
        applies=has_agent_check,
        alternative="wheel",
        scope="submission",
        help=N_("The code is reviewed there while the listing is reviewed here; a wheel may stand in for it."),
        example="https://github.com/acme/integrations/pull/42",
        doc="agent_integration#submit-your-code",
    )
    package_name = Text(
        N_("Package name"),
        applies=has_agent_check,
        scope="submission",
        read_only=True,
        help=N_("The install command is built from it; it follows from the integration ID."),
        example="datadog-acme_queue",
        doc=_AGENT,
    )
    package_version = Text(
        N_("Version"),
        pattern=SEMVER,
        required=has_agent_check,
        applies=has_agent_check,
        scope="submission",
        help=N_("The version of the package, the same as the newest release note."),
        example="1.0.0",
        doc="agent_integration#bumping-an-integration-version",
    )
    min_agent_version = Text(
        N_("Minimum Agent version"),
        pattern=THREE_PARTS,
        required=has_agent_check,
        applies=has_agent_check,
        scope="submission",
        help=N_("The oldest Agent on which you tested the check, in three parts."),
        example="7.50.0",
        doc=_AGENT,
    )
    wheel = Upload(
        N_("Built wheel"),
        accepts=("wheel",),
        max_bytes=limits.WHEEL_BYTES,
        folder="dist",
        applies=has_agent_check,
        help=N_("Lets us try the check before its pull request is merged."),
        example="datadog_acme_queue-1.0.0-py3-none-any.whl",
        doc="agent_integration#build-the-wheel",
    )
    tests_attested = Flag(
        N_("Unit and integration tests pass"),
        required=has_agent_check,
        applies=has_agent_check,
        scope="submission",
        help=N_("Tick it when the tests ran against the real product, not only against stand-ins."),
        example=N_("Ticked after a run of the tests on the release"),
        doc="agent_integration#write-validation-tests",
    )
    auto_install = Flag(
        N_("Install with one click"),
        applies=is_integration,
        default=True,
        help=N_("Customers install dashboards and monitors with one click."),
        example=N_("On for nearly every listing"),
        doc="check_references#manifest-file",
    )
    exception_request = Text(
        N_("Why OAuth is impossible"),
        lines=6,
        min_length=limits.EXCEPTION[0],
        max_length=limits.EXCEPTION[1],
        required=wants_exception,
        applies=wants_exception,
        scope="submission",
        help=N_("Say who hosts the product and why it cannot take part in an OAuth flow."),
        example=N_("The product runs in the customer's own data centre and cannot be reached from the internet."),
        doc="build_integration",
    )
    exception_state = ChoiceField(
        N_("Exception from OAuth"),
        options=options.EXCEPTION_STATES,
        applies=wants_exception,
        default="none",
        scope="submission",
        staff_only=True,
        help=N_("The ecosystems team decides about it."),
        example=N_("Granted"),
        doc="build_integration",
    )
    oauth_name = Text(
        N_("OAuth client name"),
        max_length=limits.NAME,
        required=uses_oauth,
        applies=may_use_oauth,
        help=N_("Customers read it when they agree; use the tile title."),
        example=N_("Acme Queue"),
        doc=_OAUTH,
    )
    oauth_description = Text(
        N_("OAuth client description"),
        max_length=limits.OAUTH_DESCRIPTION,
        required=uses_oauth,
        applies=may_use_oauth,
        help=N_("Say in one sentence what you do with the access."),
        example=N_("Sends queue metrics of your brokers and reads monitors to show their state in Acme."),
        doc=_OAUTH,
    )
    oauth_onboarding_url = Url(
        N_("Onboarding URL"),
        https=True,
        required=uses_oauth,
        applies=may_use_oauth,
        help=N_("Your page that customers reach from Connect Accounts; it receives domain and site."),
        example="https://app.acme.example/connect",
        doc=_OAUTH,
    )
    oauth_redirect_uris = Choices(
        N_("Redirect URIs"),
        min_items=1,
        max_items=limits.REDIRECT_URIS,
        pattern=r"https?://[^\s#*]+",
        required=uses_oauth,
        applies=may_use_oauth,
        help=N_("Where the authorisation code is sent, compared letter by letter, one per line."),
        example="https://app.acme.example/oauth/callback",
        doc=_OAUTH,
    )
    oauth_scopes = Rows(
        ScopeRow,
        N_("Scopes"),
        min_items=1,
        required=uses_oauth,
        applies=may_use_oauth,
        help=N_("Every scope that your service needs, each with its reason; customers agree to all of them at once."),
        example="api_keys_write, metrics_read",
        doc=_OAUTH,
    )
    oauth_client_id = Text(
        N_("Client ID"),
        applies=may_use_oauth,
        read_only=True,
        help=N_("Given by the portal; the client for testing and the published one have different IDs."),
        example="2f6c4c1e-5b1e-4a57-9d52-0d5f4b8f6a10",
        doc=_OAUTH,
    )
    oauth_client_secret = Secret(
        N_("Client secret"),
        applies=may_use_oauth,
        scope="submission",
        read_only=True,
        help=N_("Shown once when it is generated; a new one replaces the old one at once."),
        example="…f3a9",
        doc=_OAUTH,
    )
    ga_attested = Flag(
        N_("Product is generally available"),
        required=must_be_available,
        applies=exchanges_data,
        scope="submission",
        help=N_("Tick it when every customer can buy or use the product today; a beta cannot be listed."),
        example=N_("Ticked once the beta has ended"),
        doc="api_integration#requirements",
    )
    all_sites_attested = Flag(
        N_("Works on all sites"),
        required=exchanges_data,
        applies=exchanges_data,
        scope="submission",
        help=N_("Tick it when no region is written into the code: customers live on every site."),
        example=N_("Ticked after a try on two sites"),
        doc="api_integration#implement-oauth",
    )
