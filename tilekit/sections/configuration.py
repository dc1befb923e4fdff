"""The code of the integration, or the OAuth client of its service."""

from tilekit.core.choices import ChoiceField
from tilekit.core.fields import Flag
from tilekit.core.kind import ListingKind, exchanges_data, is_integration, is_licence, may_use_oauth, must_be_available
from tilekit.core.messages import N_
from tilekit.core.section import Document, SectionDocument, StepNotice, Tab
from tilekit.sections import options
from tilekit.sections.agent_check import AgentCheck
from tilekit.sections.attested import ACCESS, CODE
from tilekit.sections.oauth_client import OAuthClient, OAuthException


def has_configuration(kind: ListingKind) -> bool:
    """For integrations and software licences."""
    return is_integration(kind) or is_licence(kind)


class CodeTypeChoice(Document):
    """The choice that the rest of the step depends on."""

    code_type = ChoiceField(
        N_("Configuration method"),
        options=options.CODE_TYPES,
        required=is_integration,
        applies=is_integration,
        scope="submission",
        help=N_("Choose an Agent check for data inside the customer's network, or the API for a hosted service."),
        example=N_("API with OAuth"),
        doc="review-to-release#method",
    )


class Configuration(
    CodeTypeChoice,
    AgentCheck,
    OAuthException,
    OAuthClient,
    SectionDocument,
    key="configuration",
    title=N_("Configuration Method"),
    tab=Tab.CONFIGURATION,
    applies=has_configuration,
):
    """The configuration method: an Agent check, an API with OAuth, or a tile without code."""

    notices = (
        StepNotice(
            key="oauth_pkce",
            text=N_("Your OAuth flow must use PKCE with an S256 code challenge, encoded as base64url without padding."),
            applies=may_use_oauth,
        ),
    )
    ga_attested = Flag(
        N_("Product is generally available"),
        required=must_be_available,
        applies=exchanges_data,
        attests=("overview.title",),
        scope="submission",
        help=N_(
            "Tick only if every customer can buy or use the product today, because products in beta can't be listed."
        ),
        task=N_("Once every customer can buy or use the product, tick “{label}”."),
        doc="review-to-release#method",
    )
    all_sites_attested = Flag(
        N_("Works in every region"),
        required=exchanges_data,
        applies=exchanges_data,
        attests=(*CODE, *ACCESS),
        scope="submission",
        help=N_("Tick only if no region is hard-coded."),
        task=N_("Make sure that no region is hard-coded, then tick “{label}”."),
        doc="review-to-release#method",
    )
