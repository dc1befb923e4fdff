"""The lifecycle of a live tile, which decides whether customers find it, and which release they see."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.writes import update_visibility
from common.actor import Actor
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.buttons import PARTNER_REASON, Button, ButtonInput, InputKind, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.events import subject_of_live
from listings.lifecycle.recipients import ecosystems, editors
from listings.lifecycle.revision_locks import lock_listing
from listings.lifecycle.types import Transition, TransitionNotice, TransitionTarget, Who
from listings.models import Listing
from listings.states.availabilities import EVER_LIVE, IN_CATALOGUE, Availability
from notices.events import EventSubject, EventType
from notices.kind_registry import Purpose

ROLL_BACK = "roll back"
LIVE_TILES_GROUP = _("Live tiles")


def _relist(source: Availability) -> Transition:
    help_text = _("Customers can find the tile in the catalogue again.")
    if source is Availability.DEPRECATED:
        help_text = _("The tile is no longer marked as deprecated, and its end date is removed.")
    return Transition(
        verb="relist",
        label=_("List tile again"),
        sources=(source,),
        target=Availability.LISTED,
        who=(Who.ADMIN,),
        effects=("remove-end",),
        button=Button(
            title=_("List again"),
            help=help_text,
            done=_("The tile was listed in the catalogue again."),
            kind="primary",
        ),
        timeline=_("Listed again"),
        notice=TransitionNotice(
            kind="listing.relisted",
            purpose=Purpose.DECISION,
            to=(editors, ecosystems),
            label=_("A tile is listed again"),
            subject=_("{listing} is listed again"),
            body=_("{actor} listed {listing} again. Customers can find it in the catalogue and install it."),
        ),
        event=EventType(name="listing.relisted", description=_("A tile is listed in the catalogue again.")),
    )


class LiveTileLifecycle(Lifecycle[Listing]):
    name = "listing"
    title = "Live tile"
    other_changes = ((Availability.NONE, Availability.LISTED, "publish of the first revision"),)
    group = LIVE_TILES_GROUP
    field = "availability"
    keeps_history = True
    states = Availability
    rows = (
        Transition(
            verb=ROLL_BACK,
            label=_("Roll back tile now"),
            sources=EVER_LIVE,
            target=TransitionTarget.SAME,
            who=(Who.ADMIN,),
            asks=("reason", "was-live", "vendor-was-own"),
            effects=("restore-release",),
            button=Button(
                inputs=(
                    ButtonInput(
                        name="submission",
                        label=_("Version to restore"),
                        kind=InputKind.CHOICE,
                        details="earlier-version",
                    ),
                    reason_input(_("Shown to the partner and the reviewers.")),
                ),
                done=_("The tile was rolled back."),
                kind="danger",
                needs_password=True,
            ),
            timeline=_("Rolled back"),
            notice=TransitionNotice(
                kind="listing.rolled-back",
                purpose=Purpose.DECISION,
                to=(editors, ecosystems),
                label=_("A live tile is rolled back"),
                subject=_("{listing} was rolled back"),
                body=_(
                    "{actor} rolled the tile for {listing} back to submission {round} of revision {number}.\n\n"
                    "Reason: {reason}\n\nNo newer work is lost."
                ),
            ),
            event=EventType(
                name="listing.rolled_back", description=_("An admin rolls a live tile back to an earlier submission.")
            ),
        ),
        Transition(
            verb="deprecate",
            label=_("Deprecate tile"),
            sources=IN_CATALOGUE,
            target=Availability.DEPRECATED,
            who=(Who.OWNER, Who.LEAD),
            asks=("end-date",),
            effects=("set-end",),
            button=Button(
                title=_("Deprecate"),
                help=_("The tile stays in the catalogue, marked as deprecated."),
                inputs=(
                    ButtonInput(
                        name="ends_on",
                        label=_("End date"),
                        help=_("Customers need at least 90 days to migrate."),
                        kind=InputKind.DAY,
                        errors=("end-too-soon", "end-too-late"),
                        details="end-date",
                    ),
                    ButtonInput(
                        name="successor",
                        label=_("Replacement tile"),
                        help=_("Integration ID of the tile that replaces this one. Example: acme-queue"),
                        kind=InputKind.LINE,
                        is_required=False,
                        max_length=255,
                        errors=("no-successor",),
                        details="successor",
                    ),
                ),
                done=_("The tile was marked as deprecated."),
            ),
            timeline=pgettext_lazy("event", "Deprecated"),
            notice=TransitionNotice(
                kind="listing.deprecated",
                purpose=Purpose.DECISION,
                to=(editors, ecosystems),
                label=_("A live tile is deprecated"),
                subject=_("{listing} is deprecated"),
                body=_(
                    "{actor} deprecated {listing}. The end date is {ends_on}. The tile stays in the catalogue, "
                    "with a warning for new customers."
                ),
            ),
            event=EventType(name="listing.deprecated", description=_("A live tile is deprecated.")),
        ),
        Transition(
            verb="unpublish",
            label=_("Unpublish tile"),
            sources=IN_CATALOGUE,
            target=Availability.UNPUBLISHED,
            who=(Who.LEAD, Who.ADMIN),
            asks=("reason",),
            button=Button(
                title=_("Unpublish"),
                help=_("Visitors see that the tile was removed. No other tile can use its address."),
                inputs=(PARTNER_REASON,),
                done=_("The tile was unpublished."),
                kind="danger",
                needs_password=True,
            ),
            timeline=pgettext_lazy("event", "Unpublished"),
            notice=TransitionNotice(
                kind="listing.unpublished",
                purpose=Purpose.DECISION,
                to=(editors, ecosystems),
                label=_("A live tile is unpublished"),
                subject=_("{listing} was unpublished"),
                body=_("{actor} unpublished {listing}.\n\nReason: {reason}\n\nAn admin can list it again."),
            ),
            event=EventType(name="listing.unpublished", description=_("A live tile is unpublished.")),
        ),
        *(_relist(availability) for availability in EVER_LIVE if availability is not Availability.LISTED),
    )

    def lock(self, key: UUID, *, by: Actor, **_: object) -> Listing:
        return lock_listing(key, by=by)

    def version(self, subject: Listing) -> str:
        """The availability, the end date and the live release, which a rollback replaces."""
        return f"{subject.availability}:{subject.ends_on or ''}:{subject.live_release_id}"

    def save(self, change: StateChange[Listing]) -> None:
        change.subject.save(update_fields=change.changed_columns)
        update_visibility(change.subject)

    def objects(self, change: StateChange[Listing]) -> Mapping[str, UUID]:
        return {"listing": change.listing.pk}

    def event_subjects(self, change: StateChange[Listing]) -> Sequence[EventSubject]:
        return [subject_of_live(change.listing)]


LIVE_TILES = LiveTileLifecycle()
