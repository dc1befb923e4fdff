"""What the transitions of vendor aliases check, and the names and IDs that they claim and release."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import AliasExists, VendorIdTaken, VendorNameTaken, VendorShared
from accounts.models import VendorAlias
from accounts.models.organisations import VENDOR_ID_PATTERN
from accounts.vendor_names import assert_not_lookalike, assert_own_vendor
from common.name_keys import name_keys
from common.names import assert_visible
from listings.lifecycle.change import StateChange
from listings.lifecycle.registry import Reason, Reasons


def vendor_id_well_formed(alias: VendorAlias, _parameters: Mapping[str, object], _now: datetime) -> Reasons:
    """The vendor ID of a request has the form of all vendor IDs."""
    if re.search(VENDOR_ID_PATTERN, alias.vendor_id):
        return ()
    text = _("Use lower-case letters, digits and hyphens. Start with a letter.")
    return (Reason(code="vendor-id-form", text=text),)


def check_vendor(change: StateChange[VendorAlias]) -> None:
    """Raises NameRefused, PlatformNameRefused, AliasExists, and the errors of names that only look like another's."""
    alias, organisation = change.subject, change.subject.organisation
    assert_visible(alias.name)
    assert_not_lookalike(vendor_id=alias.vendor_id, name=alias.name, organisation_id=organisation.pk)
    if (alias.vendor_id, alias.name) == (organisation.vendor_id, organisation.vendor_name):
        raise AliasExists(name=alias.name, vendor_id=alias.vendor_id)
    keys = name_keys(alias.name)
    alias.name_folded, alias.name_look = keys.name_folded, keys.name_look


def claim_vendor(change: StateChange[VendorAlias]) -> None:
    """Keep others from getting the ID and the name, unless the vendor is shared or the organisation has it already.

    Raises PlatformNameRefused, VendorNameTaken and VendorIdTaken, and VendorShared if only sharing would be possible.
    """
    alias = change.subject
    vendor: dict[str, Any] = {
        "vendor_id": alias.vendor_id,
        "name": alias.name,
        "organisation_id": alias.organisation_id,
    }
    assert_not_lookalike(**vendor)
    if change.parameters.get("is_shared"):
        return
    try:
        assert_own_vendor(**vendor)
    except (VendorIdTaken, VendorNameTaken) as taken:
        raise VendorShared(name=alias.name, vendor_id=alias.vendor_id) from taken
    aliases = VendorAlias.objects.filter(organisation=alias.organisation_id)
    if alias.vendor_id != alias.organisation.vendor_id and not aliases.filter(claimed_id=alias.vendor_id).exists():
        alias.claimed_id = alias.vendor_id
    if not aliases.filter(claimed_look=alias.name_look).exists():
        alias.claimed_look = alias.name_look


def release_vendor(change: StateChange[VendorAlias]) -> None:
    """Let other organisations get the ID and the name."""
    change.subject.claimed_id = change.subject.claimed_look = None
