"""The action that saves the defaults of an organisation."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.locks import locked_organisation
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from files.writes import use_blobs
from listings.actions.drafts import assert_may_begin
from listings.content.defaults import DEFAULT_FIELDS
from listings.errors import FieldUnknown
from listings.models import OrganisationDefaults
from tilekit.core.field import Json, Unrepresentable
from tilekit.core.fileref import FileRef
from tilekit.sections import section_of


@action
def save_listing_defaults(*, organisation_id: UUID, values: Mapping[str, Json], by: Actor, now: datetime) -> None:
    """Replace the defaults. values is {path: value as typed}; empty ones are left out.

    Raises NotFound, NotAllowed, OrganisationSuspended, FieldUnknown, FileUnknown.
    """
    assert_may_begin(organisation_id, by=by)
    locked_organisation(organisation_id)
    stored = {path: value for path, typed in values.items() if (value := _value(path, typed))}
    files = [reference.sha256 for value in stored.values() if (reference := FileRef.from_json(value))]
    use_blobs(organisation_id, files, now=now)  # the files belong to the organisation, not to a listing
    columns = {"values": stored, "updated_by": by.id, "updated_at": now}
    OrganisationDefaults.objects.update_or_create(organisation_id=organisation_id, defaults=columns)
    record_event("organisation.set-defaults", by=by, objects={"organisation": organisation_id}, now=now)


def _value(path: str, typed: Json) -> Json:
    if path not in DEFAULT_FIELDS:
        raise FieldUnknown(field=path)
    section, _dot, name = path.partition(".")
    field = section_of(section).fields[name]
    value = field.coerce(typed)
    plain = value.raw if isinstance(value, Unrepresentable) else value
    return None if field.is_empty(plain) else plain
