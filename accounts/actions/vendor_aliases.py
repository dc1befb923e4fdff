"""Actions on vendor aliases. A partner requests one, and an admin confirms or declines it."""

from datetime import datetime
from uuid import UUID

from accounts.announcer import announce
from accounts.errors import AliasDecided, AliasExists, VendorIdTaken, VendorNameTaken
from accounts.guards import assert_admin_over, assert_role
from accounts.locks import locked_organisation
from accounts.models import AliasState, Organisation, VendorAlias
from accounts.queries import admin_ids, member_ids
from accounts.vendor_names import assert_not_lookalike, assert_own_vendor
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.lookups import first_or_not_found
from common.names import assert_visible, name_keys
from tilekit.sections.initial_values import Vendor

_TABLE = "accounts_vendoralias"
_OPEN = f"{_TABLE}.organisation_id, {_TABLE}.vendor_id, {_TABLE}.name_look"
_EDITABLE = ("state", "decided_by", "decided_at", "note", "claimed_id", "claimed_look")


@action
def request_alias(*, organisation_id: UUID, vendor: Vendor, reason: str, by: Actor, now: datetime) -> VendorAlias:
    """Ask that the organisation may publish as this vendor. Editors and owners can.

    Raises NotFound, NotAllowed, OrganisationSuspended, NameRefused, AliasExists, PlatformNameRefused, and
    VendorNameTaken or VendorIdTaken if it only looks like another vendor's.
    """
    assert_role(by, Role.EDITOR, organisation_id)
    organisation = locked_organisation(organisation_id)
    assert_visible(vendor.name)
    assert_not_lookalike(vendor_id=vendor.id, name=vendor.name, organisation_id=organisation_id)
    keys = name_keys(vendor.name)
    exists = AliasExists(name=vendor.name, vendor_id=vendor.id)
    if vendor.id == organisation.vendor_id and vendor.name == organisation.vendor_name:
        raise exists
    with raises_if_violated("accounts_alias_once", _OPEN, exists):
        row = VendorAlias.objects.create(
            organisation=organisation,
            vendor_id=vendor.id,
            name=vendor.name,
            name_folded=keys.name_folded,
            name_look=keys.name_look,
            url=vendor.url,
            reason=reason.strip(),
            requested_by=by.id,
            requested_at=now,
        )
    _record("vendor-alias.request", row, by=by, now=now)
    _notify("organisation.alias-requested", row, admin_ids(), url=row.get_absolute_url(), by=by, now=now)
    return row


@action
def confirm_alias(*, alias_id: UUID, by: Actor, now: datetime, note: str = "", is_shared: bool = False) -> VendorAlias:
    """Let the organisation publish as this vendor. A second call changes nothing.

    is_shared: also if it is the vendor of another organisation. Raises NotFound, NotAllowed, AliasDecided,
    PlatformNameRefused, VendorNameTaken, VendorIdTaken.
    """
    row = _locked(alias_id, by)
    if row.state == AliasState.CONFIRMED:
        return row
    if row.state == AliasState.DECLINED:
        raise AliasDecided
    check = assert_not_lookalike if is_shared else assert_own_vendor
    check(vendor_id=row.vendor_id, name=row.name, organisation_id=row.organisation_id)
    if not is_shared:
        _claim(row)
    with (
        raises_if_violated("accounts_alias_id_once", f"{_TABLE}.claimed_id", VendorIdTaken(vendor_id=row.vendor_id)),
        raises_if_violated("accounts_alias_name_once", f"{_TABLE}.claimed_look", VendorNameTaken(name=row.name)),
    ):
        _decide(row, AliasState.CONFIRMED, note=note, by=by, now=now)
    _record("vendor-alias.confirm", row, by=by, now=now)
    _notify_editors("organisation.alias-confirmed", row, by=by, now=now)
    return row


@action
def decline_alias(*, alias_id: UUID, reason: str, by: Actor, now: datetime) -> VendorAlias:
    """Decline a request, or take back a confirmation; live listings stay live. A second call changes nothing.

    Raises NotFound, NotAllowed.
    """
    row = _locked(alias_id, by)
    if row.state == AliasState.DECLINED:
        return row
    row.claimed_id = row.claimed_look = None
    _decide(row, AliasState.DECLINED, note=reason, by=by, now=now)
    _record("vendor-alias.decline", row, by=by, now=now)
    _notify_editors("organisation.alias-declined", row, by=by, now=now, reason=row.note)
    return row


@in_transaction
def _locked(alias_id: UUID, by: Actor) -> VendorAlias:
    """Lock an alias, and before it the organisation, for an admin. Raises NotFound, NotAllowed."""
    found = first_or_not_found(VendorAlias.objects.filter(pk=alias_id))
    assert_admin_over(by, found.organisation_id)
    organisation = locked_organisation(found.organisation_id, active=False)
    row = VendorAlias.objects.select_for_update(of=("self",)).get(pk=alias_id)
    row.organisation = organisation
    return row


def _claim(row: VendorAlias) -> None:
    """Keep other organisations from getting the ID and the name, unless this organisation holds them already."""
    held = VendorAlias.objects.filter(organisation=row.organisation_id)
    if row.vendor_id != row.organisation.vendor_id and not held.filter(claimed_id=row.vendor_id).exists():
        row.claimed_id = row.vendor_id
    if not held.filter(claimed_look=row.name_look).exists():
        row.claimed_look = row.name_look


def _decide(row: VendorAlias, state: AliasState, *, note: str, by: Actor, now: datetime) -> None:
    row.state, row.note, row.decided_by, row.decided_at = state, note.strip(), by.id, now
    row.save(update_fields=_EDITABLE)


def _record(verb: str, row: VendorAlias, *, by: Actor, now: datetime) -> None:
    objects: dict[str, UUID | str | int] = {"organisation": row.organisation_id, "alias": row.pk}
    record_event(verb, by=by, objects={**objects, "vendor_id": row.vendor_id}, now=now)


def _notify_editors(kind: str, row: VendorAlias, *, by: Actor, now: datetime, **more: str) -> None:
    editors = member_ids(row.organisation_id, min_role=Role.EDITOR)
    url = f"{row.organisation.get_absolute_url()}#aliases"
    _notify(kind, row, editors, url=url, by=by, now=now, **more)


def _notify(
    kind: str, row: VendorAlias, recipients: list[UUID], *, url: str, by: Actor, now: datetime, **more: str
) -> None:
    organisation: Organisation = row.organisation
    announce(
        kind,
        recipients=recipients,
        parameters={"organisation": organisation.name, "vendor": row.name, "vendor_id": row.vendor_id, **more},
        url=url,
        key=f"{kind}:{row.pk}:{now.isoformat()}",
        now=now,
        by=by,
    )
