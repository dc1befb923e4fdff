"""Replaces the lead configuration. Its secrets are stored separately and never returned."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from django.utils.translation import gettext as _
from msgspec import Struct

from api.ingestion.bodies.products import SECRETS, NewLeadConfiguration
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import EntityPlace, ProductDraft
from api.ingestion.modules.entities import Change, entity_response, write
from api.ingestion.modules.entity_changes import entity_of, values_to_store
from api.ingestion.modules.entity_kinds import LEAD
from common.actor import Actor
from listings.models import Listing
from listings.writes.entities import EntityChange
from listings.writes.lead_secrets import LeadSecrets
from tilekit.core.field import Json
from tilekit.core.section import Values

# Undeclared keys can contain secrets, too.
_SUSPECT = re.compile(
    "password|secret|token|connectionstring|credential|(api|access|account|shared|application)_?key", re.IGNORECASE
)

_LONGEST_NAME = 200  # the length of the column


def replace_leads(listing: Listing, body: NewLeadConfiguration, *, by: Actor) -> Values:
    """Replace the lead configuration. Returns it without secrets.

    Raises IngestionFault (400), and the errors of `change_entities`.
    """

    def decide(draft: ProductDraft) -> Change:
        place = next(draft.places(LEAD))
        return place, change_of_leads(draft, place, body)

    return write(listing, decide, by=by)


def change_of_leads(draft: ProductDraft, place: EntityPlace, body: NewLeadConfiguration) -> EntityChange:
    """The change that stores the body, with its secrets separately. Raises IngestionFault (400)."""
    stored = values_to_store(place, body, entity_response(draft, place))
    secrets = {name: value for name, value in stored.items() if is_secret(name, value)}
    public = {name: value for name, value in stored.items() if name not in secrets}
    apart = secrets_of(str(stored["resourceType"]), secrets)
    return EntityChange(put=entity_of(place, public), secrets=(apart,))


def secrets_of(kind: str, values: Values) -> LeadSecrets:
    """The secrets to store encrypted. Raises IngestionFault (400) for a name that is too long."""
    if long := next((name for name in values if len(name) > _LONGEST_NAME), ""):
        raise IngestionFault(
            HTTPStatus.BAD_REQUEST, data={long[:_LONGEST_NAME]: [_("This name is too long. Shorten it.")]}
        )
    return LeadSecrets(kind=kind, values=values)


def is_secret_name(name: str) -> bool:
    """Whether values with this name are secrets."""
    return name in SECRETS or bool(_SUSPECT.search(name))


def is_secret(name: str, value: Json) -> bool:
    """Whether the value is or contains a secret."""
    if is_secret_name(name):
        return True
    if isinstance(value, dict):
        return any(is_secret(*member) for member in value.items())
    return isinstance(value, list) and any(is_secret("", member) for member in value)


class FoundSecret(Struct, frozen=True, kw_only=True):
    """A secret and its path. Items of lists are named by their plan ID, or else by their position."""

    path: tuple[str, ...]
    value: Json


def secrets_in(value: Json, path: tuple[str, ...] = ()) -> Iterator[FoundSecret]:
    """The values in a body whose names suggest a secret."""
    for name, item in _items(value):
        if isinstance(value, dict) and is_secret_name(name):
            yield FoundSecret(path=(*path, name), value=item)
        else:
            yield from secrets_in(item, (*path, name))


def public_part(body: Values) -> Values:
    """The body without its secrets."""
    return {name: _without_secrets(item) for name, item in body.items() if not is_secret_name(name)}


def _items(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        for number, item in enumerate(value):
            plan = item.get("planId") if isinstance(item, dict) else None
            yield str(plan or number), item


def _without_secrets(value: Json) -> Json:
    if isinstance(value, dict):
        return public_part(value)
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value
