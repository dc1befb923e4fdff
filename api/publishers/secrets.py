"""Separates the secrets of a definition, which are stored like those of a lead configuration."""

from collections.abc import Mapping, Sequence

from api.ingestion.modules.leads import secrets_of
from api.ingestion.modules.secrets import public_part, secrets_in
from listings.writes.lead_secrets import LeadSecrets
from tilekit.core.field import Json
from tilekit.core.section import Values

# Prefix of the key of each lead destination, and the type of its configuration in the ingestion API.
_LEADS: Mapping[str, str] = {
    "table": "AzureTableLeadConfiguration",
    "blob": "AzureBlobLeadConfiguration",
    "crm": "DynamicsCRMLeadConfiguration",
    "httpsendpoint": "HttpsEndpointLeadConfiguration",
    "marketo": "MarketoLeadConfiguration",
    "salesforce": "SalesForceLeadConfiguration",
}
_PREFIX = "microsoft-azure-marketplace."
_DESTINATION = f"{_PREFIX}leadDestination"
_OFFER = ("definition", "offer")


def without_secrets(body: Values) -> tuple[Values, Sequence[LeadSecrets]]:
    """The body without its secrets, and the secrets.

    The secrets of the lead destination in use become those of the lead configuration, with the same names as in the
    ingestion API. Other secrets are named by their path. Raises IngestionFault (400).
    """
    word = _destination(body)
    found = list(secrets_in(body))
    of_leads = {each.path[-1]: each.value for each in found if word and _lead_key(each.path) == word}
    others = {".".join(each.path): each.value for each in found if not word or _lead_key(each.path) != word}
    by_kind = {_LEADS.get(word, ""): of_leads, "": others}
    return public_part(body), [secrets_of(kind, values) for kind, values in by_kind.items() if values]


def _destination(body: Values) -> str:
    """The key prefix of the lead destination; "" if the definition has none or an unknown one."""
    offer = _object_at(body, _OFFER)
    named = str(offer.get(_DESTINATION) or "").lower()
    return next((word for word in _LEADS if named.startswith(word)), "")


def _lead_key(path: tuple[str, ...]) -> str:
    """The lead destination whose configuration directly contains the value; "" if there is none."""
    inside = len(path) == len(_OFFER) + 2 and path[: len(_OFFER)] == _OFFER
    name = path[len(_OFFER)].removeprefix(_PREFIX).lower() if inside else ""
    return next((word for word in _LEADS if name == f"{word}leadconfiguration"), "")


def _object_at(body: Values, path: tuple[str, ...]) -> Values:
    found: Json = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
