"""Parts of writes that store the secrets of a lead configuration, encrypted and outside the documents."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import Actor
from listings.models import LEAD_SECRETS, LeadSecret
from tilekit.core.field import Json


class LeadSecrets(Struct, frozen=True, kw_only=True):
    """Secrets that a client sent. kind is the type of the lead configuration, "" for other secrets.

    An empty value deletes the stored secret.
    """

    kind: str
    values: Mapping[str, Json]


@in_transaction
def store_secrets(listing_id: UUID, secrets: LeadSecrets, *, by: Actor, now: datetime) -> None:
    """Store the sent secrets. Stored secrets of the same kind that were not sent stay.

    A listing has one lead configuration, so secrets of other kinds are deleted, except those with the kind "".
    """
    stored = LeadSecret.objects.filter(listing=listing_id)
    if secrets.kind:
        stored.exclude(kind__in=("", secrets.kind)).delete()
    stored.filter(name__in=[name for name, value in secrets.values.items() if not value]).delete()
    rows = [
        LeadSecret(
            listing_id=listing_id, kind=secrets.kind, name=name, sealed=_encrypted(value), set_by=by.id, set_at=now
        )
        for name, value in secrets.values.items()
        if value
    ]
    changed = ("sealed", "set_by", "set_at")
    LeadSecret.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("listing", "name"), update_fields=changed
    )
    if secrets.values:
        record_event("lead-secret.set", by=by, objects={"listing": listing_id}, now=now)


def _encrypted(value: Json) -> str:
    return LEAD_SECRETS.encrypt(json.dumps(value))
