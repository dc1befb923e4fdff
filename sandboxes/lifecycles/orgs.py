"""The lifecycle of a sandbox org. An admin can suspend it, and let tiles be enabled in it automatically."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from common.actor import Actor
from common.constraints import raises_if_violated
from common.navigation import PARTNERS
from common.regions import Region
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.buttons import PARTNER_REASON, Button
from listings.lifecycle.change import StateChange
from listings.lifecycle.events import subject_without_revision
from listings.lifecycle.recipients import decision_notice, editors
from listings.lifecycle.types import Transition, TransitionNotice, TransitionTarget, Who
from notices.events import EventSubject, EventType
from sandboxes.errors import OrgExists
from sandboxes.event_data import SandboxEventData
from sandboxes.models import OrgState, SandboxOrg
from sandboxes.writes import lock_org

SANDBOXES_GROUP = _("Sandboxes")
SANDBOXES = "/sandboxes/"
_ONE_ACTIVE = "sandboxes_sandboxorg.organisation_id, sandboxes_sandboxorg.region"
_AUTOMATIC_CHANGED = EventType(
    name="sandbox.changed",
    description=_("An admin changes whether tiles are enabled automatically in a sandbox org."),
)


def raises_if_org_exists(organisation: Organisation, region: Region) -> AbstractContextManager[None]:
    """Raises OrgExists if the organisation would get a second active org in the region, which is not an exception."""
    exists = OrgExists(organisation=organisation.name, region=region.label)
    return raises_if_violated("sandboxes_org_one_active", _ONE_ACTIVE, exists)


class SandboxOrgLifecycle(Lifecycle[SandboxOrg]):
    """The tiles of a suspended org stay enabled but cannot be opened."""

    name = "sandbox-org"
    title = "Sandbox org"
    group = SANDBOXES_GROUP
    keeps_history = True
    states = OrgState
    event_data = SandboxEventData
    rows = (
        Transition(
            verb="enable automatically",
            label=_("Enable tiles automatically"),
            sources=tuple(OrgState),
            target=TransitionTarget.SAME,
            who=(Who.ADMIN,),
            guards=("not-automatic",),
            effects=("switch-automatic",),
            button=Button(
                title=_("Approved tiles"),
                help=_(
                    "An admin must enable each tile. If you enable tiles automatically, each tile is enabled here as "
                    "soon as the last team approves. That team can then no longer withdraw its approval, but you can "
                    "send the listing back. If the vendor ID is not confirmed, an admin must still enable the tile."
                ),
                done=_("Approved tiles are enabled here automatically."),
                is_hidden_if_closed=True,
            ),
            recorded_as="sandbox.automatic-on",
            timeline=pgettext_lazy("event", "Automatic enabling turned on"),
            notice=TransitionNotice(
                kind="sandbox.automatic-on",
                to=(editors,),
                label=_("Tiles are enabled automatically in a sandbox org"),
                subject=_("Approved tiles are now enabled automatically in {org}"),
                body=_(
                    "{actor} changed the settings for {org}. A tile is now enabled there as soon as every team has "
                    "approved its listing."
                ),
                audience=PARTNERS,
            ),
            event=_AUTOMATIC_CHANGED,
        ),
        Transition(
            verb="stop enabling automatically",
            label=_("Stop enabling tiles automatically"),
            sources=tuple(OrgState),
            target=TransitionTarget.SAME,
            who=(Who.ADMIN,),
            guards=("automatic",),
            effects=("switch-automatic",),
            button=Button(
                title=_("Approved tiles"),
                help=_("Tiles are enabled here automatically once the last team approves."),
                done=_("An admin must enable tiles here."),
                is_hidden_if_closed=True,
            ),
            recorded_as="sandbox.automatic-off",
            timeline=pgettext_lazy("event", "Automatic enabling turned off"),
            notice=TransitionNotice(
                kind="sandbox.automatic-off",
                to=(editors,),
                label=_("Tiles are no longer enabled automatically in a sandbox org"),
                subject=_("Tiles are no longer enabled automatically in {org}"),
                body=_(
                    "{actor} changed the settings for {org}. An admin must now enable each approved tile. Tiles that "
                    "are already enabled there stay enabled."
                ),
                audience=PARTNERS,
            ),
            event=_AUTOMATIC_CHANGED,
        ),
        Transition(
            verb="suspend",
            label=_("Suspend sandbox org"),
            sources=(OrgState.ACTIVE,),
            target=OrgState.SUSPENDED,
            who=(Who.ADMIN,),
            asks=("reason",),
            button=Button(
                title=_("Suspend"),
                inputs=(PARTNER_REASON,),
                done=_("The sandbox org was suspended."),
                kind="danger",
            ),
            recorded_as="sandbox.suspend",
            timeline=pgettext_lazy("event", "Suspended"),
            notice=decision_notice(
                "sandbox.suspended",
                label=_("A sandbox org is suspended"),
                subject=_("The sandbox org {org} is suspended"),
                body=_(
                    "{actor} suspended the sandbox org {org}.\n\nReason: {reason}\n\nYou can't open its tiles until an "
                    "admin reactivates it."
                ),
            ),
            event=EventType(name="sandbox.suspended", description=_("An admin suspends a sandbox org.")),
        ),
        Transition(
            verb="reactivate",
            label=_("Reactivate sandbox org"),
            sources=(OrgState.SUSPENDED,),
            target=OrgState.ACTIVE,
            who=(Who.ADMIN,),
            button=Button(
                title=_("Suspended"),
                help=_("Nobody can open the tiles in this sandbox org until you reactivate it."),
                done=_("The sandbox org was reactivated."),
                kind="primary",
            ),
            recorded_as="sandbox.reactivate",
            timeline=pgettext_lazy("event", "Reactivated"),
            notice=decision_notice(
                "sandbox.reactivated",
                label=_("A sandbox org is reactivated"),
                subject=_("The sandbox org {org} is active again"),
                body=_("{actor} reactivated the sandbox org {org}. You can open its tiles again."),
            ),
            event=EventType(name="sandbox.reactivated", description=_("An admin reactivates a sandbox org.")),
        ),
    )

    def lock(self, key: UUID, *, by: Actor, **_: object) -> SandboxOrg:
        return lock_org(key, by=by)

    def save(self, change: StateChange[SandboxOrg]) -> None:
        """Save the org. Raises OrgExists if the region has another active org."""
        org = change.subject
        org.suspended_at = None if org.is_active else org.suspended_at or change.now
        with raises_if_org_exists(org.organisation, Region(org.region)):
            org.save(update_fields=change.changed_columns)

    def objects(self, change: StateChange[SandboxOrg]) -> Mapping[str, UUID | str]:
        return {"organisation": change.subject.organisation_id, "org": change.subject.pk}

    def names(self, subject: SandboxOrg) -> Mapping[str, str]:
        return {"org": subject.name}

    def url(self, _change: StateChange[SandboxOrg]) -> str:
        return SANDBOXES

    def event_subjects(self, change: StateChange[SandboxOrg]) -> Sequence[EventSubject]:
        org = change.subject
        return [subject_without_revision(org.organisation_id, page=SANDBOXES, kind=self.event_data, sandbox_org=org.pk)]


SANDBOX_ORGS = SandboxOrgLifecycle()
