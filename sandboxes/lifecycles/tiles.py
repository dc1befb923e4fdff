"""The lifecycle of a tile in a sandbox org. An admin enables it there, and disables it again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.lookups import first_or_not_found
from common.navigation import PARTNERS
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.buttons import Button
from listings.lifecycle.change import StateChange
from listings.lifecycle.event_data import TileEventData
from listings.lifecycle.events import subject_of_submission
from listings.lifecycle.reasons import reasons_against
from listings.lifecycle.recipients import editors
from listings.lifecycle.registry import Reason, Reasons
from listings.lifecycle.revision_locks import lock_listing
from listings.lifecycle.revisions import row_for
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.models import Submission
from listings.states.revision_states import RevisionState
from notices.events import EventSubject, EventType
from sandboxes.lifecycles.orgs import SANDBOXES, SANDBOXES_GROUP
from sandboxes.models import ActivationState, TileActivation
from sandboxes.queries.tiles import SWITCHABLE
from sandboxes.writes import lock_org, switch_off, switch_on

ENABLE, DISABLE = "enable", "disable"
ENABLE_FIRST = row_for("enable in sandbox", RevisionState.APPROVED)


class TileLifecycle(Lifecycle[TileActivation]):
    """The first time that an approved tile is enabled is a transition of its revision, `ENABLE_FIRST`."""

    name = "tile"
    title = "Sandbox tile"
    other_changes = (
        (ActivationState.APPROVED, ActivationState.ON, "enable in sandbox"),
        (ActivationState.ON, ActivationState.OUTDATED, "ask for changes, reopen"),
    )
    group = SANDBOXES_GROUP
    states = ActivationState
    event_data = TileEventData
    rows = (
        Transition(
            verb=ENABLE,
            label=_("Enable tile"),
            sources=(),
            target=ActivationState.ON,
            who=(Who.ADMIN,),
            guards=("approved-or-live",),
            button=Button(done=_("{listing} was enabled."), kind="primary"),
            recorded_as="tile.switch-on",
            notice=TransitionNotice(
                kind="tile.switched-on",
                to=(editors,),
                label=_("An admin enables a tile in another sandbox org"),
                subject=_("{listing} is enabled in {org}"),
                body=_("{actor} enabled the tile for {listing} in the sandbox org {org}. You can view it there now."),
                audience=PARTNERS,
            ),
            event=ENABLE_FIRST.event,
        ),
        Transition(
            verb=DISABLE,
            label=_("Disable tile"),
            sources=(ActivationState.ON, ActivationState.OUTDATED),
            target=ActivationState.OFF,
            who=(Who.ADMIN,),
            button=Button(done=_("{listing} was disabled."), kind="danger"),
            recorded_as="tile.switch-off",
            notice=TransitionNotice(
                kind="tile.switched-off",
                to=(editors,),
                label=_("An admin disables a tile in a sandbox org"),
                subject=_("{listing} is disabled in {org}"),
                body=_(
                    "{actor} disabled the tile for {listing} in the sandbox org {org}. You can no longer view it there."
                ),
                audience=PARTNERS,
            ),
            event=EventType(name="tile.disabled", description=_("An admin disables a tile in a sandbox org.")),
        ),
    )

    def lock(self, key: UUID, *, by: Actor, **_: object) -> TileActivation:
        rows = TileActivation.objects.select_related("listing", "org").filter(pk=key)
        tile = first_or_not_found(rows)
        lock_listing(tile.listing_id, by=by)
        lock_org(tile.org_id, by=by)
        return rows.get()

    def state(self, subject: TileActivation) -> str:
        return subject.shown_state

    def version(self, subject: TileActivation) -> object:
        """The version of the revision, because enabling a tile for the first time changes its state."""
        return subject.submission.revision.version

    def save(self, change: StateChange[TileActivation]) -> None:
        if change.transition.creates_subject:
            switch_on(change.subject, by=change.by, now=change.now)
        else:
            switch_off(TileActivation.objects.filter(pk=change.subject.pk), by=change.by, now=change.now)

    def names(self, subject: TileActivation) -> Mapping[str, str]:
        return {"listing": subject.listing.name, "org": subject.org.name}

    def objects(self, change: StateChange[TileActivation]) -> Mapping[str, UUID | str]:
        tile = change.subject
        return {"listing": tile.listing_id, "org": tile.org_id, "submission": tile.submission_id}

    def url(self, _change: StateChange[TileActivation]) -> str:
        return SANDBOXES

    def event_subjects(self, change: StateChange[TileActivation]) -> Sequence[EventSubject]:
        tile = change.subject
        rows = Submission.objects.filter(pk=tile.submission_id)
        return [
            subject_of_submission(tile.listing, rows, page=SANDBOXES, kind=self.event_data, sandbox_org=tile.org_id)
        ]


def is_first(tile: TileActivation) -> bool:
    """Whether the tile is approved, and neither live nor enabled anywhere."""
    return tile.submission.revision.state == RevisionState.APPROVED and not tile.is_live


def reasons_against_enabling(tile: TileActivation, actor: Actor) -> Reasons:
    """Only approved and live tiles are enabled, in active orgs of their partner."""
    submission, revision = tile.submission, tile.submission.revision
    if tile.org.organisation_id != tile.listing.organisation_id or not tile.org.is_active:
        return (Reason(code="org-not-active", text=_("This is not one of the partner's active sandbox orgs.")),)
    if is_first(tile):
        return reasons_against(ENABLE_FIRST, revision, by=actor, parameters=None, now=timezone.now())
    if tile.is_live or (submission.submission_number == revision.submission_number and revision.state in SWITCHABLE):
        return ()
    text = _("This version of the tile is not live, and its release is not scheduled.")
    return (Reason(code="tile-replaced", text=text),)


TILES = TileLifecycle()
