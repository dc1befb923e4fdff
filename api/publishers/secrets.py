"""Secrets in a definition: kept apart, as those of a lead configuration are."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from api.ingestion.modules.leads import is_secret_name, secrets_of
from listings.moves.lead_secrets import LeadSecrets
from tilekit.core.field import Json
from tilekit.core.section import Values

# How the key of each lead destination begins, and the type of its configuration in the ingestion API.
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


class _Secret(Struct, frozen=True, kw_only=True):
    path: tuple[str, ...]
    value: Json


def without_secrets(body: Values) -> tuple[Values, Sequence[LeadSecrets]]:
    """The body as it may be stored, and what was taken out of it.

    The secrets of the destination that the definition names are those of the lead configuration, under the same names
    as in the ingestion API; others go by their path. Raises IngestionFault, 400.
    """
    word = _destination(body)
    found = list(_secrets(body, ()))
    of_leads = {each.path[-1]: each.value for each in found if word and _lead_key(each.path) == word}
    others = {".".join(each.path): each.value for each in found if not word or _lead_key(each.path) != word}
    kept = {_LEADS.get(word, ""): of_leads, "": others}
    return _public(body), [secrets_of(kind, values) for kind, values in kept.items() if values]


def _destination(body: Values) -> str:
    """The beginning of the lead destination's key; "" if the definition names none that we know."""
    offer = _inner(body, _OFFER)
    named = str(offer.get(_DESTINATION) or "").lower()
    return next((word for word in _LEADS if named.startswith(word)), "")


def _lead_key(path: tuple[str, ...]) -> str:
    """The destination whose configuration the value is directly in, else ""."""
    inside = len(path) == len(_OFFER) + 2 and path[: len(_OFFER)] == _OFFER
    name = path[len(_OFFER)].removeprefix(_PREFIX).lower() if inside else ""
    return next((word for word in _LEADS if name == f"{word}leadconfiguration"), "")


def _secrets(value: Json, path: tuple[str, ...]) -> Iterator[_Secret]:
    for name, item in _items(value):
        if isinstance(value, dict) and is_secret_name(name):
            yield _Secret(path=(*path, name), value=item)
        else:
            yield from _secrets(item, (*path, name))


def _items(value: Json) -> Iterator[tuple[str, Json]]:
    """Entries by name; those of a list by the ID of a plan, else by number."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        for number, item in enumerate(value):
            plan = item.get("planId") if isinstance(item, dict) else None
            yield str(plan or number), item


def _public(body: Values) -> Values:
    return {name: _without(item) for name, item in body.items() if not is_secret_name(name)}


def _without(value: Json) -> Json:
    if isinstance(value, dict):
        return _public(value)
    return [_without(item) for item in value] if isinstance(value, list) else value


def _inner(body: Values, path: tuple[str, ...]) -> Values:
    found: Json = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
