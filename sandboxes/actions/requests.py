"""Actions on requests for sandbox orgs. A partner sends a request, and an admin grants or declines it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.guards import assert_admin_over, assert_role
from accounts.locks import locked_organisation
from accounts.models import Organisation
from accounts.queries import admin_ids, member_ids
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.errors import NotPossible
from common.lookups import first_or_not_found
from listings.lifecycle.events import subject_without_revision
from notices.events import EventSubject
from notices.writes import post_notice
from reviews.calendar import add_business_days
from sandboxes.actions.access import SANDBOXES, required_reason
from sandboxes.errors import OrgExists, RequestOpen
from sandboxes.event_data import SandboxRequestEventData
from sandboxes.guards import free_org_name
from sandboxes.models import Region, RequestState, SandboxOrg, SandboxRequest
from sandboxes.queries import visible_requests

PURPOSE = (20, 1000)
_ONE_OPEN = "sandboxes_sandboxrequest.organisation_id, sandboxes_sandboxrequest.region"
_ONE_ACTIVE = "sandboxes_sandboxorg.organisation_id, sandboxes_sandboxorg.region"


@action
def request_sandbox(*, organisation_id: UUID, region: Region, purpose: str, by: Actor, now: datetime) -> SandboxRequest:
    """Request a sandbox org. Only owners can. An answer is due after SANDBOX_REQUEST_DAYS business days.

    purpose has 20 to 1,000 characters. Raises NotFound, NotAllowed, OrganisationSuspended, NotPossible, RequestOpen.
    """
    assert_role(by, Role.OWNER, organisation_id)
    organisation = locked_organisation(organisation_id)
    if not PURPOSE[0] <= len(purpose.strip()) <= PURPOSE[1]:
        raise NotPossible(reasons=_("Describe the purpose in 20 to 1,000 characters."), codes=["purpose-length"])
    with raises_if_violated("sandboxes_request_one_open", _ONE_OPEN, RequestOpen(region=Region(region).label)):
        made = SandboxRequest.objects.create(
            organisation=organisation,
            region=region,
            purpose=purpose.strip(),
            requested_by=by.id,
            requested_at=now,
            due_at=add_business_days(now, settings.SANDBOX_REQUEST_DAYS),
        )
    record_event("sandbox.request", by=by, objects={"organisation": organisation_id, "request": made.pk}, now=now)
    _notify("sandbox.requested", made, admin_ids(), by=by, now=now)
    return made


@action
def grant_request(*, request_id: UUID, by: Actor, now: datetime) -> SandboxOrg:
    """Grant the request and create the sandbox org. A second call returns the same org.

    Raises NotFound, NotAllowed, OrganisationSuspended, NotPossible if the request was declined, and OrgExists if the
    region already has an active org.
    """
    return _grant(request_id, is_extra=False, by=by, now=now)


@action
def allow_extra_org(*, request_id: UUID, by: Actor, now: datetime) -> SandboxOrg:
    """Grant the request although the region already has a sandbox org. Raises the errors of `grant_request`."""
    return _grant(request_id, is_extra=True, by=by, now=now)


@action
def decline_request(*, request_id: UUID, reason: str, by: Actor, now: datetime) -> SandboxRequest:
    """Decline the request with a reason. A second call changes nothing. Raises NotFound, NotAllowed, NotPossible."""
    row = _locked(request_id, by)
    if row.state == RequestState.DECLINED:
        return row
    _decide(row, RequestState.DECLINED, by=by, now=now, reason=required_reason(reason))
    objects = {"organisation": row.organisation_id, "request": row.pk}
    record_event("sandbox.decline", by=by, objects=objects, now=now)
    editors = member_ids(row.organisation_id, min_role=Role.EDITOR)
    _notify("sandbox.declined", row, editors, by=by, now=now, reason=row.reason)
    return row


@in_transaction
def _grant(request_id: UUID, *, is_extra: bool, by: Actor, now: datetime) -> SandboxOrg:
    row = _locked(request_id, by)
    if row.state == RequestState.GRANTED and row.org is not None:
        return row.org
    org = _make_org(row.organisation, Region(row.region), is_extra=is_extra, now=now)
    row.org = org
    _decide(row, RequestState.GRANTED, by=by, now=now)
    objects = {"organisation": row.organisation_id, "request": row.pk, "org": org.pk}
    record_event("sandbox.grant-extra" if is_extra else "sandbox.grant", by=by, objects=objects, now=now)
    editors = member_ids(row.organisation_id, min_role=Role.EDITOR)
    _notify("sandbox.granted", row, editors, by=by, now=now, org=org.name)
    return org


def _make_org(organisation: Organisation, region: Region, *, is_extra: bool, now: datetime) -> SandboxOrg:
    taken = set(SandboxOrg.objects.filter(name__startswith=organisation.slug).values_list("name", flat=True))
    exists = OrgExists(organisation=organisation.name, region=region.label)
    with raises_if_violated("sandboxes_org_one_active", _ONE_ACTIVE, exists):
        return SandboxOrg.objects.create(
            organisation=organisation,
            region=region,
            name=free_org_name(organisation.slug, region, taken),
            is_extra=is_extra,
            created_at=now,
        )


def _locked(request_id: UUID, by: Actor) -> SandboxRequest:
    """Lock a request, and before it the organisation, for an admin. Raises NotFound, NotAllowed."""
    found = first_or_not_found(visible_requests(by).filter(pk=request_id))
    assert_admin_over(by, found.organisation_id)
    organisation = locked_organisation(found.organisation_id)
    row = SandboxRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    row.organisation = organisation
    return row


def _decide(row: SandboxRequest, state: RequestState, *, by: Actor, now: datetime, reason: str = "") -> None:
    if row.state != RequestState.REQUESTED:
        raise NotPossible(reasons=RequestState(row.state).label, codes=["request-decided"])
    row.state, row.reason, row.decided_by, row.decided_at = state, reason, by.id, now
    row.save()


def _notify(kind: str, row: SandboxRequest, recipients: list[UUID], *, by: Actor, now: datetime, **more: str) -> None:
    post_notice(
        kind,
        recipients=recipients,
        parameters={"organisation": row.organisation.name, "region": Region(row.region).label, **more},
        url=SANDBOXES,
        key=f"{kind}:{row.pk}",
        now=now,
        by=by,
        subjects=[_subject(row)],
    )


def _subject(row: SandboxRequest) -> EventSubject:
    ids = {"sandbox_request": row.pk, "sandbox_org": row.org_id}
    return subject_without_revision(row.organisation_id, page=SANDBOXES, kind=SandboxRequestEventData, **ids)
