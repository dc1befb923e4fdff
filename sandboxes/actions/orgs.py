"""Sandbox orgs are suspended and made active again."""

from datetime import datetime
from uuid import UUID

from accounts.queries import member_ids
from audit.moves import record
from common.actions import action
from common.actor import Actor, Role
from common.constraints import constraint
from notices.moves import post
from sandboxes.actions.access import SANDBOXES, given, org_to_run
from sandboxes.errors import OrgExists
from sandboxes.models import OrgState, Region, SandboxOrg

_ONE_ACTIVE = "sandboxes_sandboxorg.organisation_id, sandboxes_sandboxorg.region"


@action
def suspend_org(*, org_id: UUID, reason: str, by: Actor, now: datetime) -> SandboxOrg:
    """Close the org; its tiles stay on in it and cannot be opened. Suspending again changes nothing.

    Raises NotFound, NotAllowed, NotPossible without a reason.
    """
    org = org_to_run(org_id, by)
    if not org.is_active:
        return org
    return _set(org, OrgState.SUSPENDED, by=by, now=now, reason=given(reason))


@action
def reactivate_org(*, org_id: UUID, by: Actor, now: datetime) -> SandboxOrg:
    """Open the org again. Raises NotFound, NotAllowed, OrgExists where the region has another active one meanwhile."""
    org = org_to_run(org_id, by)
    if org.is_active:
        return org
    exists = OrgExists(organisation=org.organisation.name, region=Region(org.region).label)
    with constraint("sandboxes_org_one_active", _ONE_ACTIVE, exists):
        return _set(org, OrgState.ACTIVE, by=by, now=now)


def _set(org: SandboxOrg, state: OrgState, *, by: Actor, now: datetime, reason: str = "") -> SandboxOrg:
    org.state = state
    org.save(update_fields=["state"])
    verb, kind = ("suspend", "suspended") if state == OrgState.SUSPENDED else ("reactivate", "reactivated")
    event = record(f"sandbox.{verb}", by=by, objects={"organisation": org.organisation_id, "org": org.pk}, now=now)
    post(
        f"sandbox.{kind}",
        recipients=member_ids(org.organisation_id, least=Role.EDITOR),
        parameters={"org": org.name, "reason": reason},
        url=SANDBOXES,
        key=f"sandbox.{kind}:{event.pk}",
        now=now,
        by=by,
    )
    return org
