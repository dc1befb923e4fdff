"""Actions that suspend and reactivate sandbox orgs, and switch automatic enabling of tiles on or off."""

from datetime import datetime
from uuid import UUID

from accounts.queries import member_ids
from audit.writes import record_event
from common.actions import action
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from listings.lifecycle.events import subject_without_revision
from notices.writes import post_notice
from sandboxes.actions.access import SANDBOXES, locked_org, required_reason
from sandboxes.errors import OrgExists
from sandboxes.event_data import SandboxEventData
from sandboxes.models import OrgState, Region, SandboxOrg

_ONE_ACTIVE = "sandboxes_sandboxorg.organisation_id, sandboxes_sandboxorg.region"
_VERBS = {"suspended": "suspend", "reactivated": "reactivate"}


@action
def suspend_org(*, org_id: UUID, reason: str, by: Actor, now: datetime) -> SandboxOrg:
    """Suspend a sandbox org. Its tiles stay enabled but cannot be opened. A second call changes nothing.

    Raises NotFound, NotAllowed, and NotPossible without a reason.
    """
    org = locked_org(org_id, by)
    if not org.is_active:
        return org
    return _set_state(org, OrgState.SUSPENDED, by=by, now=now, reason=required_reason(reason))


@action
def reactivate_org(*, org_id: UUID, by: Actor, now: datetime) -> SandboxOrg:
    """Reactivate a sandbox org. Raises NotFound, NotAllowed, and OrgExists if the region has another active org."""
    org = locked_org(org_id, by)
    if org.is_active:
        return org
    exists = OrgExists(organisation=org.organisation.name, region=Region(org.region).label)
    with raises_if_violated("sandboxes_org_one_active", _ONE_ACTIVE, exists):
        return _set_state(org, OrgState.ACTIVE, by=by, now=now)


@action
def set_automatic(*, org_id: UUID, is_on: bool, by: Actor, now: datetime) -> SandboxOrg:
    """Set whether tiles are enabled in the sandbox org automatically once every team has approved.

    Listings that are already approved do not change. Setting the same value again changes nothing.
    Raises NotFound, NotAllowed.
    """
    org = locked_org(org_id, by)
    if org.is_automatic == is_on:
        return org
    org.is_automatic = is_on
    org.save(update_fields=["is_automatic"])
    _record_event(org, f"automatic-{'on' if is_on else 'off'}", by=by, now=now)
    return org


def _set_state(org: SandboxOrg, state: OrgState, *, by: Actor, now: datetime, reason: str = "") -> SandboxOrg:
    is_suspended = state == OrgState.SUSPENDED
    org.state, org.suspended_at = state, now if is_suspended else None
    org.save(update_fields=["state", "suspended_at"])
    _record_event(org, "suspended" if is_suspended else "reactivated", by=by, now=now, reason=reason)
    return org


def _record_event(org: SandboxOrg, what: str, *, by: Actor, now: datetime, reason: str = "") -> None:
    objects = {"organisation": org.organisation_id, "org": org.pk}
    event = record_event(f"sandbox.{_VERBS.get(what, what)}", by=by, objects=objects, now=now)
    post_notice(
        f"sandbox.{what}",
        recipients=member_ids(org.organisation_id, min_role=Role.EDITOR),
        parameters={"org": org.name, "reason": reason},
        url=SANDBOXES,
        key=f"sandbox.{what}:{event.pk}",
        now=now,
        by=by,
        subjects=[
            subject_without_revision(org.organisation_id, page=SANDBOXES, kind=SandboxEventData, sandbox_org=org.pk)
        ],
    )
