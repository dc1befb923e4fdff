"""Actions on partner organisations. A person creates one; an admin confirms, suspends and reactivates it."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.announcer import announce
from accounts.derived_names import RESERVED_SLUGS, numbered_slug, slug_of
from accounts.errors import EmailNotVerified, OrganisationNameTaken, VendorIdFinal, VendorIdTaken
from accounts.guards import assert_admin_over, assert_person, assert_role
from accounts.locks import locked_organisation
from accounts.models import Membership, Organisation, OrganisationState
from accounts.queries import admin_ids, has_verified_email, member_ids
from accounts.vendor_names import assert_not_platform, assert_own_vendor, is_name_of_another
from audit.writes import record_event
from common.actions import action
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.errors import Stale
from common.names import NAME_FIELDS, assert_no_address, unique_name
from tilekit.checks.domains import domain_of

_VENDOR_COLUMN = "accounts_organisation.vendor_id"
_VENDOR_CONSTRAINT = "accounts_organisation_vendor_id"


@action
def create_organisation(*, name: str, url: str, by: Actor, now: datetime) -> Organisation:
    """Create an organisation with the actor as its owner. Its vendor ID is proposed from the name.

    Raises NotAllowed, EmailNotVerified, NameRefused, PlatformNameRefused, OrganisationNameTaken, or Stale if another
    organisation got the same slug at the same moment.
    """
    person_id = assert_person(by)
    if not has_verified_email(person_id):
        raise EmailNotVerified
    assert_no_address(name)
    _assert_free_name(name, None)
    slug = _free_slug(slug_of(name))
    organisation = Organisation(slug=slug, url=url, vendor_id=slug, created_at=now)
    with (
        unique_name(organisation, name, among=Organisation.objects.all(), error=OrganisationNameTaken(name=name)),
        raises_if_violated("accounts_organisation_slug", "accounts_organisation.slug", Stale()),
        raises_if_violated(_VENDOR_CONSTRAINT, _VENDOR_COLUMN, Stale()),
    ):
        organisation.save(force_insert=True)
    Membership.objects.create(organisation=organisation, person_id=person_id, role=Role.OWNER, created_at=now)
    record_event("organisation.create", by=by, objects={"organisation": organisation.pk}, now=now)
    _notify_admins("organisation.created", organisation, by=by, now=now)
    return organisation


@action
def update_organisation(*, organisation_id: UUID, name: str, url: str, by: Actor, now: datetime) -> Organisation:
    """Change the name and URL of the organisation. The vendor ID and the confirmed vendor name stay the same.

    Admins are notified of another domain, because listings are compared with it. Raises NotFound, NotAllowed,
    OrganisationSuspended, NameRefused, OrganisationNameTaken, PlatformNameRefused.
    """
    assert_role(by, Role.OWNER, organisation_id)
    organisation = locked_organisation(organisation_id)
    if name != organisation.name:
        _keep_confirmed_name(organisation)
        _rename(organisation, name)
    before, organisation.url = organisation.url, url
    organisation.save(update_fields=["url"])
    record_event("organisation.update", by=by, objects={"organisation": organisation_id}, now=now)
    if organisation.is_confirmed and domain_of(before) != domain_of(url):
        _notify_admins("organisation.domain-changed", organisation, by=by, now=now, before=before, after=url)
    return organisation


@action
def confirm_vendor_id(*, organisation_id: UUID, vendor_id: str, by: Actor, now: datetime) -> Organisation:
    """Set the vendor ID permanently, and confirm the name with it. The ID may differ from the proposed one.

    Confirming the same ID again changes nothing. Raises NotAllowed, NotFound, VendorIdFinal, VendorIdTaken,
    VendorNameTaken, PlatformNameRefused.
    """
    admin_id = assert_admin_over(by, organisation_id)
    organisation = locked_organisation(organisation_id, active=False)
    if organisation.is_confirmed and organisation.vendor_id == vendor_id:
        return organisation
    if organisation.is_confirmed:
        raise VendorIdFinal(vendor_id=organisation.vendor_id)
    organisation.vendor_id = vendor_id
    assert_own_vendor(vendor_id=vendor_id, name=organisation.name, organisation_id=organisation_id)
    organisation.confirmed_name = organisation.name
    organisation.vendor_confirmed_at, organisation.vendor_confirmed_by_id = now, admin_id
    with raises_if_violated(_VENDOR_CONSTRAINT, _VENDOR_COLUMN, VendorIdTaken(vendor_id=vendor_id)):
        organisation.save(update_fields=["vendor_id", "confirmed_name", "vendor_confirmed_at", "vendor_confirmed_by"])
    record_event(
        "organisation.confirm-vendor-id",
        by=by,
        objects={"organisation": organisation_id, "vendor_id": vendor_id},
        now=now,
    )
    _notify_owners("organisation.confirmed", organisation, by=by, now=now)
    return organisation


@action
def suspend_organisation(*, organisation_id: UUID, reason: str, by: Actor, now: datetime) -> Organisation:
    """Make the organisation read-only for its members, who can read the reason. Raises NotAllowed, NotFound."""
    return _set_state(organisation_id, OrganisationState.SUSPENDED, reason=reason, by=by, now=now)


@action
def reactivate_organisation(*, organisation_id: UUID, by: Actor, now: datetime) -> Organisation:
    """End a suspension. Raises NotAllowed, NotFound."""
    return _set_state(organisation_id, OrganisationState.ACTIVE, by=by, now=now)


def _set_state(
    organisation_id: UUID, state: OrganisationState, *, by: Actor, now: datetime, reason: str = ""
) -> Organisation:
    assert_admin_over(by, organisation_id)
    organisation = locked_organisation(organisation_id, active=False)
    if organisation.state == state:
        return organisation
    organisation.state, organisation.suspension_reason = state, reason or None
    organisation.save(update_fields=["state", "suspension_reason"])
    verb = "suspend" if state is OrganisationState.SUSPENDED else "reactivate"
    record_event(f"organisation.{verb}", by=by, objects={"organisation": organisation_id}, now=now)
    event = "suspended" if state is OrganisationState.SUSPENDED else "reactivated"
    _notify_owners(f"organisation.{event}", organisation, by=by, now=now)
    return organisation


def _rename(organisation: Organisation, name: str) -> None:
    assert_no_address(name)
    _assert_free_name(name, organisation.pk)
    with unique_name(organisation, name, among=Organisation.objects.all(), error=OrganisationNameTaken(name=name)):
        organisation.save(update_fields=NAME_FIELDS)


def _assert_free_name(name: str, organisation_id: UUID | None) -> None:
    assert_not_platform(name)
    if is_name_of_another(name, organisation_id):
        raise OrganisationNameTaken(name=name)


def _keep_confirmed_name(organisation: Organisation) -> None:
    """Keep the name that an admin confirmed with the release before, which had no column for it."""
    if organisation.is_confirmed and organisation.confirmed_name is None:
        organisation.confirmed_name = organisation.name
        organisation.save(update_fields=["confirmed_name"])


def _notify_admins(kind: str, organisation: Organisation, *, by: Actor, now: datetime, **more: str) -> None:
    announce(
        kind,
        recipients=admin_ids(),
        parameters={"organisation": organisation.name, "vendor_id": organisation.vendor_id, **more},
        url=reverse("accounts:organisation-admin", args=[organisation.slug]),
        key=f"{kind}:{organisation.pk}:{now.isoformat()}",
        now=now,
        by=by,
    )


def _notify_owners(kind: str, organisation: Organisation, *, by: Actor, now: datetime) -> None:
    announce(
        kind,
        recipients=member_ids(organisation.pk, min_role=Role.OWNER),
        parameters={
            "organisation": organisation.name,
            "vendor_id": organisation.vendor_id,
            "reason": organisation.suspension_reason or "",
        },
        url=organisation.get_absolute_url(),
        key=f"{kind}:{organisation.pk}:{now.isoformat()}",
        now=now,
        by=by,
    )


def _free_slug(slug: str) -> str:
    """The slug with the lowest number that makes it differ from all slugs and vendor IDs. One query."""
    stem = numbered_slug(slug, 1)
    rows = Organisation.objects.filter(slug__startswith=stem[:50]) | Organisation.objects.filter(
        vendor_id__startswith=stem[:50]
    )
    taken = {name for pair in rows.values_list("slug", "vendor_id") for name in pair} | RESERVED_SLUGS
    number = 1
    while numbered_slug(slug, number) in taken:
        number += 1
    return numbered_slug(slug, number)
