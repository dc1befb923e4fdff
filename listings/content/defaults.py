"""Which fields of new listings an organisation can give defaults, and those that it has."""

from collections.abc import Collection, Mapping
from uuid import UUID

from listings.content.filled_fields import Sources
from listings.models import OrganisationDefaults
from tilekit.core.field import Json
from tilekit.core.section import SectionDocument, Values
from tilekit.recognition.filling import with_said
from tilekit.sections import section_of
from tilekit.sections.prefilled import MAINTAINER

DEFAULT_FIELDS = (
    "support.support_email",
    "support.support_url",
    "support.support_md",
    "support.maintainer_email",
    "overview.sales_email",
    "overview.logo_light",
    "overview.logo_dark",
    "overview.supported_os",
    "configuration.oauth_onboarding_url",
    "configuration.oauth_redirect_uris",
)
# These fields only apply to one configuration method, so they are filled in once it is chosen.
METHOD_FIELDS = ("configuration.oauth_onboarding_url", "configuration.oauth_redirect_uris")


def defaults_of(organisation_id: UUID, *, only: Collection[str] = DEFAULT_FIELDS) -> dict[str, Json]:
    """{path: value} of the organisation's defaults, or only those of some fields. One query."""
    row = OrganisationDefaults.objects.filter(pk=organisation_id).only("values").first()
    return {path: value for path, value in row.values.items() if path in only} if row else {}


def with_defaults_of(
    documents: Mapping[str, Values], defaults: Mapping[str, Json], *, scope: str = ""
) -> dict[str, Values]:
    """The documents with the defaults for empty fields, or only for those of a scope.

    Defaults of a configuration method are for listings that use it.
    """
    uses_method = documents.get("configuration", {}).get("code_type") == "api_oauth"
    says = {
        path: value
        for path, value in defaults.items()
        if (uses_method or path not in METHOD_FIELDS) and (not scope or _scope_of(path) == scope)
    }
    return with_said(documents, says)


def with_maintainer(documents: Mapping[str, Values], address: str) -> tuple[dict[str, Values], Sources]:
    """The documents with the address of the person who creates the listing as maintainer, and the note about it."""
    filled = with_said(documents, {MAINTAINER: address} if address else {})
    return filled, {MAINTAINER: ()} if filled != documents else {}


def values_for_defaults(documents: Mapping[str, SectionDocument]) -> dict[str, Json]:
    """{path: value} of the fields in a listing that can become defaults."""
    values: dict[str, Json] = {}
    for path in DEFAULT_FIELDS:
        section, _dot, name = path.partition(".")
        stored = documents[section].values.get(name)
        if not section_of(section).fields[name].is_empty(stored):
            values[path] = stored
    return values


def _scope_of(path: str) -> str:
    section, _dot, name = path.partition(".")
    return section_of(section).fields[name].scope
