"""The action that changes the vendor of a draft."""

from datetime import datetime
from uuid import UUID

from accounts.vendors import vendors_of_organisation
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM, Actor
from common.errors import NotFound
from listings.content.vendor_fields import SECTION, fields_of
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import Revision
from listings.writes.merged_saves import Save
from listings.writes.sections import SaveContext, save_documents
from tilekit.sections.initial_values import Vendor


@action
def use_vendor(*, revision_id: UUID, vendor: Vendor, by: Actor, now: datetime) -> Revision:
    """Set the vendor fields of a draft to the organisation's vendor, or to one of its confirmed aliases.

    The portal writes them, because partners can't type vendor IDs. Raises NotFound for any other vendor, NotAllowed,
    NotPossible.
    """
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "edit", by=by)
    if vendor not in vendors_of_organisation(revision.listing.organisation):
        raise NotFound
    save = Save(key=SECTION, changes=fields_of(vendor))
    save_documents(SaveContext(revision=revision, by=SYSTEM, now=now), [save])
    objects: dict[str, UUID | str | int] = {"listing": revision.listing_id, "revision": revision.pk}
    record_event("revision.use-vendor", by=by, objects={**objects, "vendor_id": vendor.id}, now=now)
    return revision
